import type { Log } from '@/server/core/ports/log';
import type { PeriodicJob } from '@/server/engine/periodic';
import type { Tx } from '@/server/infra/db/tx';
import { ensureSearchIndex, refreshDueSearch, refreshMovedSearch } from '@/server/repositories/search-repository';

const DUE_EVERY_MS = 2_000;
const MOVED_EVERY_MS = 20_000;
/** A run at work is read again at most this often. */
const MOVED_AFTER_MS = 60_000;
/** Small commits: each run's words are some hundred entries of the trigram index. */
const BATCH = 100;

const NO_INDEX =
  'the database has no pg_trgm: a search reads the words of every run, which takes longer the more there are. ' +
  'Let its owner run "CREATE EXTENSION pg_trgm" in this database; the index is then made at the next start';

/** Keeps what runs are found by: new, replanned and ended ones within seconds, those at work once a minute. */
export function createSearchJobs({ db, log }: { db: Tx; log: Log }): PeriodicJob[] {
  let looked = false;

  async function lookForIndex(): Promise<void> {
    if (looked) return;
    if (!(await ensureSearchIndex(db))) log.warn({}, NO_INDEX);
    looked = true;
  }
  async function drain(signal: AbortSignal, refresh: () => Promise<number>): Promise<void> {
    while (!signal.aborted && (await refresh()) === BATCH);
  }
  return [
    {
      name: 'search.due',
      everyMs: DUE_EVERY_MS,
      async run(signal) {
        await lookForIndex();
        await drain(signal, () => refreshDueSearch(db, BATCH));
      },
    },
    { name: 'search.moved', everyMs: MOVED_EVERY_MS, run: (signal) => drain(signal, () => refreshMovedSearch(db, BATCH, MOVED_AFTER_MS)) },
  ];
}
