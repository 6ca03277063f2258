import type { Found } from '@/lib/contracts/search';
import type { Tx } from '@/server/infra/db/tx';
import { findTasksOfRuns } from '@/server/repositories/found-tasks-repository';

const MAX_SHOWN = 6;
/** Runs that hold the words anywhere; their tasks are looked through. */
const MAX_RUNS = 30;

export interface SearchDeps {
  db: Tx;
  /** The list of runs with its search, newest first: a run is found by its tasks' names too. */
  findRuns(q: string, limit: number): Promise<Found['runs']>;
}

export interface SearchService {
  find(q: string): Promise<Found>;
}

export function createSearchService({ db, findRuns }: SearchDeps): SearchService {
  return {
    async find(q) {
      const runs = await findRuns(q, MAX_RUNS);
      const tasks =
        runs.length === 0
          ? []
          : await findTasksOfRuns(
              db,
              runs.map((run) => run.id),
              q,
              MAX_SHOWN,
            );
      return { runs: runs.slice(0, MAX_SHOWN), tasks };
    },
  };
}
