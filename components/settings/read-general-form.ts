export interface GeneralDraft {
  /** Days as typed; empty: kept for ever. */
  retentionDays: string;
  /** Per cent as typed; empty: the default. */
  blockPercent: string;
}

export interface GeneralErrors {
  retentionDays?: string;
  blockPercent?: string;
}

export type GeneralReading =
  | { ok: true; value: { runRetentionDays: number | null; costBlockThreshold: number | null } }
  | { ok: false; errors: GeneralErrors };

/** What was typed, as the API takes it. Faults are worded for the field they stand under. */
export function readGeneralForm(draft: GeneralDraft): GeneralReading {
  const errors: GeneralErrors = {};
  const days = draft.retentionDays.trim() === '' ? null : Number(draft.retentionDays);
  if (days !== null && !(Number.isInteger(days) && days >= 1 && days <= 3650)) {
    errors.retentionDays = 'A whole number of days from 1 to 3650, or nothing to keep runs for ever.';
  }
  const percent = draft.blockPercent.trim() === '' ? null : Number(draft.blockPercent);
  if (percent !== null && !(percent > 0 && percent <= 1000)) errors.blockPercent = 'A percentage above 0 and at most 1000.';
  if (Object.keys(errors).length > 0) return { ok: false, errors };
  return { ok: true, value: { runRetentionDays: days, costBlockThreshold: percent === null ? null : percent / 100 } };
}
