// npm test: everything that has to hold, from a bare clone. `npm test -- unit e2e` runs only the steps named.
import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepare } from './prepare/prepare.mjs';
import { StepError } from './prepare/run-step.mjs';
import { linesOf, playwrightReport, vitestReport } from './test-report.mjs';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
process.chdir(root);
const results = join(root, '.cache', 'test');

const tool = (...path) => [process.execPath, join(root, 'node_modules', ...path)];
const vitest = (project) => [
  ...tool('vitest', 'vitest.mjs'),
  'run',
  '--project',
  project,
  '--reporter=default',
  '--reporter=json',
  `--outputFile.json=${join(results, `${project}.json`)}`,
];
const STEPS = {
  types: { title: 'Types', command: tool('typescript', 'bin', 'tsc').concat('--noEmit') },
  lint: { title: 'Lint', command: tool('@biomejs', 'biome', 'bin', 'biome').concat('check', '.') },
  arch: { title: 'Architecture', command: ['npm', 'run', '--silent', 'arch'] },
  knip: { title: 'Unused code', command: tool('knip', 'bin', 'knip.js') },
  unit: { title: 'Unit tests', command: vitest('unit'), read: vitestReport },
  integration: { title: 'Integration tests (PostgreSQL, both buses)', command: vitest('integration'), read: vitestReport },
  e2e: { title: 'End-to-end tests (Chromium)', command: tool('@playwright', 'test', 'cli.js').concat('test'), read: playwrightReport },
};

const NOTHING = { passed: 0, failed: 0, skipped: 0, failures: [], flaky: [] };

async function runStep(name) {
  const { title, command, read } = STEPS[name];
  console.log(`\n── ${title} ${'─'.repeat(Math.max(0, 70 - title.length))}`);
  const startedAt = performance.now();
  const report = join(results, `${name}.json`);
  rmSync(report, { force: true });
  const [program, ...args] = command;
  const child = spawn(program, args, {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, ...(name === 'e2e' ? { PLAYWRIGHT_JSON_OUTPUT_FILE: report } : {}) },
  });
  const code = await new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (status, signal) => resolve(status ?? signal));
  });
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✓' : '✗'} ${title} (${seconds} s)`);
  return { title, ok: code === 0, tests: read ? readReport(report, read) : NOTHING };
}

/** A run that left no report did not even begin: that is one failure. */
function readReport(report, read) {
  try {
    return read(JSON.parse(readFileSync(report, 'utf8')), root);
  } catch {
    return { ...NOTHING, failed: 1, failures: [{ name: 'the runner left no report', why: 'See what it printed above.' }] };
  }
}

async function main() {
  const wanted = process.argv.slice(2);
  const unknown = wanted.find((name) => !(name in STEPS));
  if (unknown) throw new StepError(`There is no step "${unknown}"; there are: ${Object.keys(STEPS).join(', ')}.`);
  const names = Object.keys(STEPS).filter((name) => wanted.length === 0 || wanted.includes(name));
  mkdirSync(results, { recursive: true });
  await prepare(root, { build: names.includes('e2e') });

  const done = [];
  for (const name of names) done.push(await runStep(name));
  const sum = (key) => done.reduce((total, step) => total + step.tests[key], 0);
  const failedSteps = done.filter((step) => !step.ok).map((step) => step.title);
  const skipped = sum('skipped');
  console.log('');
  for (const line of done.flatMap(({ title, tests }) => linesOf(title, tests))) console.log(line);
  if (failedSteps.length > 0) console.log(`Failed: ${failedSteps.join(', ')}`);
  const strict = process.env.CI === 'true' && skipped > 0;
  if (strict) console.log('With CI=true a skipped test is a failure.');
  console.log(`${sum('passed')} passed, ${sum('failed')} failed, ${skipped} skipped`);
  process.exitCode = failedSteps.length > 0 || sum('failed') > 0 || strict ? 1 : 0;
}

try {
  await main();
} catch (error) {
  if (!(error instanceof StepError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
