import type { State } from '@/components/ui/states';
import type { DeadLetterListItem, DeadLetterStatus, Incident, IncidentReplay } from '@/lib/contracts/dead-letter';
import { plural } from '@/lib/format/count';

/** What became of a letter, as state and words. */
export function letterStanding({ status, outcome }: Pick<DeadLetterListItem, 'status' | 'outcome'>): { state: State; text: string } {
  if (status === 'replayed' && outcome) return REPLAYED[outcome.state];
  return STANDING[status];
}

const STANDING: Record<DeadLetterStatus, { state: State; text: string }> = {
  pending: { state: 'failed', text: 'Open' },
  replayed: { state: 'ready', text: 'Replayed' },
  resolved: { state: 'skipped', text: 'Resolved' },
  discarded: { state: 'cancelled', text: 'Discarded' },
  superseded: { state: 'cancelled', text: 'Superseded' },
};

const REPLAYED: Record<NonNullable<DeadLetterListItem['outcome']>['state'], { state: State; text: string }> = {
  running: { state: 'running', text: 'Replaying' },
  succeeded: { state: 'succeeded', text: 'Replayed, succeeded' },
  failed: { state: 'failed', text: 'Replayed, failed again' },
  cancelled: { state: 'cancelled', text: 'Replayed, then cancelled' },
};

const SKIPPED: Record<string, string> = {
  running: 'under way already',
  already_replayed: 'replayed already',
  closed: 'closed meanwhile',
  replay_limit: 'at the replay limit',
  irreversible: 'irreversible, replay by hand',
  run_ended: 'of cancelled runs',
  planner: 'plans, which cannot be set aside',
};

/** "3 at the replay limit, 1 under way already"; empty where none was left alone. */
export const skippedWords = (skipped: Readonly<Record<string, number>>): string =>
  Object.entries(skipped)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([reason, count]) => `${count} ${SKIPPED[reason] ?? reason.replaceAll('_', ' ')}`)
    .join(', ');

export const skippedCount = (skipped: Readonly<Record<string, number>>): number =>
  Object.values(skipped).reduce((sum, count) => sum + count, 0);

/** A letter that was replayed as often as is allowed: only a reason opens the way. */
export const isPoison = ({ replayCount, replayLimit }: Pick<DeadLetterListItem, 'replayCount' | 'replayLimit'>): boolean =>
  replayCount >= replayLimit;

export const isReplaying = (incident: Pick<Incident, 'replay' | 'replaying'>): boolean =>
  incident.replaying > 0 || incident.replay?.status === 'canary' || incident.replay?.status === 'rolling';

const REPLAY_WORDS: Record<IncidentReplay['status'], { state: State; text: string }> = {
  canary: { state: 'running', text: 'Canary under way' },
  rolling: { state: 'running', text: 'Rolling on' },
  done: { state: 'succeeded', text: 'Replay done' },
  stopped: { state: 'paused', text: 'Replay stopped' },
  canary_failed: { state: 'failed', text: 'Canary failed' },
};

export const replayStanding = ({ status, succeeded, failed, running }: IncidentReplay): { state: State; text: string } =>
  status === 'done' && running > 0
    ? { state: 'running', text: `${plural(running, 'replayed task')} under way` }
    : status === 'done' && failed > 0
      ? { state: succeeded > 0 ? 'paused' : 'failed', text: `Replay done, ${failed} failed again` }
      : REPLAY_WORDS[status];

/** "model call · HTTP 503". */
export const placeText = ({ place, code, httpStatus }: Pick<Incident, 'place' | 'code' | 'httpStatus'>): string =>
  [PLACES[place], httpStatus === null ? code : `HTTP ${httpStatus}`].join(' · ');

const PLACES: Record<Incident['place'], string> = {
  model: 'model call',
  tool: 'tool',
  timeout: 'time limit',
  worker: 'worker',
  plan: 'plan',
  gate: 'gate',
  engine: 'engine',
};

export const letterHref = (letter: { fingerprint: string; id: string }, runId?: string | null): string =>
  `/dead-letters/${letter.fingerprint}?letter=${letter.id}${runId ? `&run=${runId}` : ''}`;
