import { FIRST_ERA, type PhaseBeginning, type PhaseEra, readPhases } from '@/server/core/checkpoint/phase-beginnings';
import type { Clock } from '@/server/core/ports/clock';
import type { Log } from '@/server/core/ports/log';
import type { PeriodicJob } from '@/server/engine/periodic';
import { keepCheckpoint, lockChunks } from '@/server/repositories/checkpoint-repository';
import {
  findPhasedRuns,
  findPhaseNotes,
  hasCheckpointAt,
  listWatchedRuns,
  noteAutoCheckpoint,
  readNotedPhases,
  type WatchedRun,
} from '@/server/repositories/checkpoint-watch-repository';
import { captureRun } from './create-checkpoint';
import type { CheckpointDeps } from './deps';

/** As often as the shortest interval that a run can ask for. */
const LOOK_EVERY_MS = 1_000;
/** What ended this long before this process looked for the first time is still looked at: nobody may have been there to do it. */
const FIRST_LOOK_BACK_MS = 600_000;
/** A run that commits while another looks is seen the next time. */
const OVERLAP_MS = 15_000;

export interface AutoCheckpointDeps extends CheckpointDeps {
  clock: Clock;
  log: Log;
  /** AUTO_CHECKPOINT_INTERVAL, of runs that have none of their own. */
  intervalSeconds: number;
}

/** A run that cannot be kept is left alone for a while. */
const PAUSE_MS = 60_000;

/** What this process has seen of a run: a saving, never a truth. */
interface Seen {
  seq: number;
  graphVersion: number;
  phased: boolean;
  eras: readonly PhaseEra[];
}

/**
 * Checkpoints by the clock and at the beginning of phases, made from what is committed: no transition of a run costs more for it. The
 * beginning of a phase is found afterwards, in the log, so it is kept exactly, also of a run that has ended meanwhile.
 */
export function createAutoCheckpoints(deps: AutoCheckpointDeps): PeriodicJob {
  const seen = new Map<string, Seen>();
  const failedAtMs = new Map<string, number>();
  let lookedAtMs: number | null = null;

  /** One run's fault is not another's: it is told, and comes round again. */
  async function attempt(runId: string, work: () => Promise<void>): Promise<boolean> {
    const failed = failedAtMs.get(runId);
    if (failed !== undefined && deps.clock.now() - failed < PAUSE_MS) return false;
    try {
      await work();
      failedAtMs.delete(runId);
      return true;
    } catch (error) {
      failedAtMs.set(runId, deps.clock.now());
      deps.log.warn({ err: error, runId }, 'an automatic checkpoint could not be made; it is tried again in a minute');
      return false;
    }
  }

  async function phases(runs: readonly WatchedRun[], signal: AbortSignal): Promise<void> {
    const moved = runs.filter(({ runId, lastSeq }) => lastSeq > (seen.get(runId)?.seq ?? 0));
    const unknown = moved.filter(({ runId, graphVersion }) => seen.get(runId)?.graphVersion !== graphVersion);
    const phased = unknown.length > 0 ? await findPhasedRuns(deps.db, idsOf(unknown)) : new Set<string>();
    const isPhased = (run: WatchedRun) => (unknown.includes(run) ? phased.has(run.runId) : (seen.get(run.runId)?.phased ?? false));
    const looked = moved.filter(isPhased).map(({ runId, lastSeq }) => ({ runId, seenSeq: seen.get(runId)?.seq ?? 0, lastSeq }));
    const notes = looked.length > 0 ? await findPhaseNotes(deps.db, looked) : [];
    const told = [...new Set(notes.map(({ runId }) => runId))];
    const noted = told.length > 0 ? await readNotedPhases(deps.db, told) : new Map<string, string[]>();
    const erasOf = new Map<string, readonly PhaseEra[]>();
    const missed = new Set<string>();
    for (const runId of told) {
      const own = notes.flatMap(({ seq, phase, toSeq, ...note }) =>
        note.runId !== runId ? [] : phase === null ? { seq, toSeq: toSeq ?? 0 } : { seq, phase },
      );
      const { eras, beginnings } = readPhases(seen.get(runId)?.eras ?? FIRST_ERA, own);
      erasOf.set(runId, eras);
      for (const begin of beginnings) {
        if (noted.get(runId)?.includes(begin.mark)) continue;
        if (signal.aborted) return;
        if (!(await attempt(runId, () => keepAt(deps, runId, begin)))) missed.add(runId);
      }
    }
    for (const run of moved) {
      const { runId, lastSeq, graphVersion } = run;
      if (missed.has(runId)) continue;
      const eras = erasOf.get(runId) ?? seen.get(runId)?.eras ?? FIRST_ERA;
      const phased = isPhased(run);
      // A run without phases may have had some, and may have them again: then all of its log counts.
      seen.set(runId, { seq: phased ? lastSeq : (seen.get(runId)?.seq ?? 0), graphVersion, phased, eras });
    }
  }

  return {
    name: 'checkpoints',
    everyMs: LOOK_EVERY_MS,
    async run(signal) {
      const now = deps.clock.now();
      const backMs = lookedAtMs === null ? FIRST_LOOK_BACK_MS : now - lookedAtMs + OVERLAP_MS;
      const runs = await listWatchedRuns(deps.db, deps.intervalSeconds, backMs / 1_000);
      await phases(runs, signal);
      for (const { runId } of runs.filter((run) => run.due)) {
        if (signal.aborted) return;
        await attempt(runId, () => keepAt(deps, runId, null));
      }
      const there = new Set(idsOf(runs));
      for (const known of [seen, failedAtMs]) for (const runId of known.keys()) if (!there.has(runId)) known.delete(runId);
      lookedAtMs = now;
    },
  };
}

const idsOf = (runs: readonly WatchedRun[]): string[] => runs.map((run) => run.runId);

async function keepAt(deps: AutoCheckpointDeps, runId: string, begin: PhaseBeginning | null): Promise<void> {
  const manifest = await captureRun(deps.db, runId, begin ? begin.seq - 1 : undefined);
  await deps.db.transaction(async (tx) => {
    await lockChunks(tx, runId);
    // Whoever kept this very state before, and for whatever reason: it is there.
    if (!(await hasCheckpointAt(tx, runId, manifest.seq))) {
      const label = begin ? `Before ${begin.phase}` : 'Automatic';
      await keepCheckpoint(tx, manifest, { label, kind: begin ? 'phase' : 'interval', createdBy: 'engine', compress: deps.compress });
    }
    await noteAutoCheckpoint(tx, runId, manifest.seq, begin?.mark ?? null);
  });
}
