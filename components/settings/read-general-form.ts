export interface GeneralDraft {
  /** Days as typed; empty: kept for ever. */
  retentionDays: string;
  /** Per cent as typed; empty: the default. */
  blockPercent: string;
  /** Replays of one task as typed; empty: the default. */
  replayLimit: string;
  /** Days as typed; empty: the default. */
  letterDays: string;
  autoReplay: boolean;
  /** Seconds as typed; empty: the default. */
  checkpointSeconds: string;
  compression: boolean;
  /** Automatic checkpoints of a run as typed; empty: the default. */
  checkpointsKept: string;
  /** Edits that agents propose are applied without asking. */
  allowEdits: boolean;
}

export type GeneralErrors = Partial<Record<keyof GeneralDraft, string>>;

export interface GeneralValues {
  runRetentionDays: number | null;
  costBlockThreshold: number | null;
  dlqReplayLimit: number | null;
  dlqRetentionDays: number | null;
  dlqAutoReplay: boolean;
  checkpointIntervalSeconds: number | null;
  checkpointCompression: boolean;
  checkpointsKept: number | null;
  agentEdits: 'ask' | 'allow';
}

export type GeneralReading = { ok: true; value: GeneralValues } | { ok: false; errors: GeneralErrors };

const numberOf = (typed: string): number | null => (typed.trim() === '' ? null : Number(typed));
const isWhole = (value: number | null, max: number): boolean => value === null || (Number.isInteger(value) && value >= 1 && value <= max);

/** What was typed, as the API takes it. Faults are worded for the field they stand under. */
export function readGeneralForm(draft: GeneralDraft): GeneralReading {
  const errors: GeneralErrors = {};
  const days = numberOf(draft.retentionDays);
  if (!isWhole(days, 3650)) errors.retentionDays = 'A whole number of days from 1 to 3650, or nothing to keep runs for ever.';
  const percent = numberOf(draft.blockPercent);
  if (percent !== null && !(percent > 0 && percent <= 1000)) errors.blockPercent = 'A percentage above 0 and at most 1000.';
  const limit = numberOf(draft.replayLimit);
  if (!isWhole(limit, 100)) errors.replayLimit = 'A whole number from 1 to 100.';
  const letterDays = numberOf(draft.letterDays);
  if (!isWhole(letterDays, 3650)) errors.letterDays = 'A whole number of days from 1 to 3650.';
  const seconds = numberOf(draft.checkpointSeconds);
  if (!isWhole(seconds, 86_400)) errors.checkpointSeconds = 'A whole number of seconds from 1 to 86400.';
  const kept = numberOf(draft.checkpointsKept);
  if (!isWhole(kept, 10_000)) errors.checkpointsKept = 'A whole number from 1 to 10000.';
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return {
    ok: true,
    value: {
      runRetentionDays: days,
      costBlockThreshold: percent === null ? null : percent / 100,
      dlqReplayLimit: limit,
      dlqRetentionDays: letterDays,
      dlqAutoReplay: draft.autoReplay,
      checkpointIntervalSeconds: seconds,
      checkpointCompression: draft.compression,
      checkpointsKept: kept,
      agentEdits: draft.allowEdits ? 'allow' : 'ask',
    },
  };
}
