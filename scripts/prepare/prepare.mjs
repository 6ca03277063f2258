import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { hashFiles } from './hash-files.mjs';
import { install } from './install.mjs';
import { runQuietly, runStep, StepError } from './run-step.mjs';
import { onceFor } from './stamp.mjs';

/** What the built pages are made of. */
const SOURCES = [
  'app',
  'components',
  'lib',
  'server',
  'public',
  'prisma/schema.prisma',
  'next.config.mjs',
  'postcss.config.mjs',
  'proxy.ts',
  'tsconfig.json',
  'package-lock.json',
];

/** @throws StepError when this Node is too old */
export function checkNode(root) {
  const floor = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).engines.node.replace(/[^\d.]/g, '');
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [floorMajor, floorMinor] = floor.split('.').map(Number);
  if (major > floorMajor || (major === floorMajor && minor >= floorMinor)) return;
  throw new StepError(`Signalbox needs Node ${floor} or newer, this is ${process.versions.node}: install it from https://nodejs.org.`);
}

/**
 * Brings a clone to where it can run: packages, the database client, the built pages. What is up to date is left alone.
 * @param {string} root
 * @param {{ build: boolean }} options
 */
export async function prepare(root, options) {
  checkNode(root);
  await install(root);
  await generate(root);
  if (options.build) await build(root);
}

async function generate(root) {
  const hash = hashFiles(root, ['prisma/schema.prisma', 'node_modules/prisma/package.json']);
  await onceFor(join(root, 'prisma', 'generated', '.stamp'), hash, () =>
    runStep('Generating the database client', () =>
      runQuietly(process.execPath, [join(root, 'node_modules/prisma/build/index.js'), 'generate'], {
        cwd: root,
        // Generating needs no schema engine, but looks for one and would download it: any executable contents it.
        env: { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: '1' },
      }),
    ),
  );
}

async function build(root) {
  await onceFor(join(root, '.next', 'sources.sha256'), hashFiles(root, SOURCES), () =>
    runStep('Building the pages', () =>
      runQuietly(process.execPath, [join(root, 'node_modules/next/dist/bin/next'), 'build'], {
        cwd: root,
        env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      }),
    ),
  );
}
