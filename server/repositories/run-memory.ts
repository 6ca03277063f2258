import type { KeptSpec } from '@/server/core/checkpoint/manifest';

/** A specification as it was read, and the number of the transaction that wrote it: the same number, the same row. */
export interface RememberedSpec {
  writtenBy: string;
  spec: KeptSpec;
}

export type RememberedSpecs = ReadonlyMap<number, RememberedSpec>;

interface Remembered {
  specs: RememberedSpecs;
  talks: ReadonlyMap<string, string>;
}

const NOTHING: Remembered = { specs: new Map(), talks: new Map() };
const MAX_RUNS = 32;
const MAX_TASKS = 20_000;

/**
 * What was read of runs that are being edited and is the same when it is read again: what tasks are asked to do, unless their rows were written
 * since, and what conversations came to. Forgotten in order of use; nothing is wrong without it, and nothing is believed that was not checked.
 */
export class RunMemory {
  readonly #runs = new Map<string, Remembered>();

  of(runId: string): Remembered {
    return this.#runs.get(runId) ?? NOTHING;
  }

  keep(runId: string, what: Partial<Remembered>): void {
    const now = { ...this.of(runId), ...what };
    this.#runs.delete(runId);
    this.#runs.set(runId, now);
    let tasks = 0;
    for (const [index, [id, { specs }]] of [...this.#runs].reverse().entries()) {
      tasks += specs.size;
      if (index >= MAX_RUNS || (index > 0 && tasks > MAX_TASKS)) this.#runs.delete(id);
    }
  }
}
