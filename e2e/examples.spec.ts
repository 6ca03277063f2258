import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from './support/test';

const root = fileURLToPath(new URL('..', import.meta.url));
const tsx = join(root, 'node_modules', 'tsx', 'dist', 'cli.mjs');

test('the examples start a run, follow it, save its artifacts, and tell a failure by their exit', async ({ product }) => {
  const folder = await mkdtemp(join(tmpdir(), 'examples-'));
  const run = async (name: string, ...args: string[]) => {
    const options = {
      cwd: folder,
      env: { ...process.env, SIGNALBOX_URL: product.url, SIGNALBOX_TOKEN: product.token, TSX_TSCONFIG_PATH: join(root, 'tsconfig.json') },
    };
    const done = promisify(execFile)(process.execPath, [tsx, join(root, 'examples', name), ...args], options);
    return done.then(
      ({ stdout }) => ({ code: 0, out: stdout }),
      (error: { code: number; stdout: string; stderr: string }) => ({ code: error.code, out: `${error.stdout}${error.stderr}` }),
    );
  };
  try {
    await writeFile(join(folder, 'notes.md'), '# Notes\n\n- A berth is booked for at least one night.\n');
    const started = await run('start-run.ts', 'Write down the rules of the harbour', 'notes.md');
    expect(started.out).toMatch(/run\.planned[\s\S]*SUCCEEDED, \$0\.\d{4}, artifacts in run-/);
    expect(started.code).toBe(0);
    expect((await readdir(folder)).filter((name) => name.endsWith('.zip'))).toHaveLength(1);

    await writeFile(join(folder, 'tasks.json'), JSON.stringify([{ key: 'a', role: 'tech_lead', prompt: 'x', dependsOn: ['b'] }]));
    const refused = await run('gate.ts', 'Gate', 'tasks.json');
    expect(refused).toMatchObject({ code: 1, out: expect.stringContaining('tasks.0.dependsOn.0: there is no task "b"') });

    const failures = await run('failures.ts');
    expect(failures).toMatchObject({ code: 0, out: expect.stringMatching(/\d+ failed tasks?/) });
  } finally {
    await rm(folder, { recursive: true });
  }
});
