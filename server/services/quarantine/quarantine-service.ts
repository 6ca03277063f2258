import { maskByRun, runIdsIn } from '@/server/core/secret/mask-by-run';
import { maskDeep } from '@/server/core/secret/mask-found';
import type { Tx } from '@/server/infra/db/tx';
import { readHeldWords, readHeldWordsOf } from '@/server/repositories/quarantine-repository';

export interface QuarantineService {
  /** An answer as it may leave: what was found in a run and is not released is masked in all that is said of that run. `input`: what was asked. */
  mask<T>(answer: T, input: unknown): Promise<T>;
}

export function createQuarantineService({ db }: { db: Tx }): QuarantineService {
  return {
    async mask(answer, input) {
      const asked = runIdsIn(input);
      const [only] = asked;
      // Most answers are about the one run that was asked for: only others are searched for the runs that they name.
      if (only !== undefined && asked.length === 1 && namesRun(input)) return maskDeep(answer, await readHeldWords(db, only));
      const named = [...new Set([...asked, ...runIdsIn(answer)])];
      if (named.length === 0) return answer;
      const words = await readHeldWordsOf(db, named);
      return words.size === 0 ? answer : maskByRun(answer, words, asked);
    },
  };
}

const namesRun = (input: unknown): boolean => typeof input === 'object' && input !== null && 'runId' in input;
