import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { TASKS_PER_RUN } from '../runs';
import type { Stage } from './stage';

export interface Crash {
  /** From the restart to the first task that was carried out. */
  firstTaskMs: number | null;
  /** From the restart to the first task that the killed process had begun: those come last where nobody tells that it is dead. */
  firstRepeatedMs: number | null;
  lost: number;
  carriedOutTwice: number;
  /** Null: the engine keeps no row that would tell. */
  committedTwice: number | null;
  /** False: runs were still not at their end when we stopped waiting. */
  ended: boolean;
}

interface Mark {
  task: string;
  atMs: number;
}

/**
 * Layered runs; kill -9 when half of the tasks have run, and a restart at once. Each task leaves a line in a file.
 * @throws where the first process ends by itself.
 */
export async function crashOnce(stage: Stage, engine: string, runs: number, waitMs: number): Promise<Crash> {
  const folder = await mkdtemp(join(tmpdir(), 'signalbox-bench-crash-'));
  const log = join(folder, 'marks');
  await writeFile(log, '');
  const total = runs * TASKS_PER_RUN;
  try {
    await stage.clear(engine);
    const first = stage.perform(engine, 'crash', runs, { BENCH_LOG: log });
    let over = false;
    first.result.then(
      () => undefined,
      () => undefined,
    );
    first.child.once('close', () => {
      over = true;
    });
    await first.submitted;
    while (!over && (await readMarks(log)).length < total / 2) await sleep(2);
    if (over) {
      await first.result;
      throw new Error('it was through before it could be killed');
    }
    first.child.kill('SIGKILL');
    await first.result.catch(() => undefined);
    const before = await readMarks(log);

    const restartMs = Date.now();
    const second = stage.perform(engine, 'resume', runs, { BENCH_LOG: log });
    const timer = setTimeout(() => second.child.kill('SIGKILL'), waitMs);
    const facts = await second.result.catch(() => null);
    clearTimeout(timer);

    const all = await readMarks(log);
    const after = all.slice(before.length);
    const begun = new Set(before.map((mark) => mark.task));
    const times = new Map<string, number>();
    for (const { task } of all) times.set(task, (times.get(task) ?? 0) + 1);
    const since = (mark: Mark | undefined) => (mark ? mark.atMs - restartMs : null);
    return {
      firstTaskMs: since(after[0]),
      firstRepeatedMs: since(after.find((mark) => begun.has(mark.task))),
      lost: total - times.size,
      carriedOutTwice: [...times.values()].filter((count) => count > 1).length,
      committedTwice: facts?.committedTwice ?? null,
      ended: facts !== null,
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function readMarks(log: string): Promise<Mark[]> {
  const lines = (await readFile(log, 'utf8')).split('\n').slice(0, -1);
  return lines.map((line) => {
    const [run, node, at] = line.split(' ');
    return { task: `${run} ${node}`, atMs: Number(at) };
  });
}
