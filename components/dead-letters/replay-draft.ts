import { type ReplayChanges, replayChangesSchema } from '@/lib/contracts/dead-letter';
import { ROLES, TIERS } from '@/lib/contracts/task';

/** As it stands in the fields. An empty field leaves the task's own. */
export interface ReplayDraft {
  prompt: string;
  role: string;
  tier: string;
  input: string;
  timeoutSeconds: string;
}
export type ReplayField = keyof ReplayDraft;

/** What the task had when it failed; null for many at once, of which each keeps its own. */
export interface ReplaySettings {
  role: string;
  tier: string;
  prompt: string;
  input: string | null;
  timeoutSeconds: number;
}

export const REPLAY_FIELDS: Record<ReplayField, string> = {
  prompt: 'Prompt',
  role: 'Role',
  tier: 'Tier',
  input: 'Input',
  timeoutSeconds: 'Time limit',
};

/** What the server shows where a secret stood. */
const MASK = '[redacted]';
const MASKED = `A secret is shown here as ${MASK}. Put it in again or take that place out: the task would get these very words.`;

export const toReplayDraft = (settings: ReplaySettings | null): ReplayDraft => ({
  prompt: settings?.prompt ?? '',
  role: settings?.role ?? '',
  tier: settings?.tier ?? '',
  input: settings?.input ?? '',
  timeoutSeconds: settings ? String(settings.timeoutSeconds) : '',
});

/** What the draft changes of the settings, or what is wrong with it, by field. */
export function readReplayDraft(
  draft: ReplayDraft,
  settings: ReplaySettings | null,
): { changes: ReplayChanges | undefined; errors: Partial<Record<ReplayField, string>> } {
  const errors: Partial<Record<ReplayField, string>> = {};
  const before = toReplayDraft(settings);
  const changed = (field: ReplayField) => draft[field].trim() !== before[field].trim();
  if (settings && draft.prompt.trim() === '') errors.prompt = 'A task needs a prompt.';
  for (const field of ['prompt', 'input'] as const) if (changed(field) && draft[field].includes(MASK)) errors[field] = MASKED;
  if (settings?.input && draft.input.trim() === '') errors.input = 'What was given cannot be taken away: write what holds instead.';
  const seconds = Number(draft.timeoutSeconds.trim());
  if (settings && draft.timeoutSeconds.trim() === '') errors.timeoutSeconds = 'Say how many seconds it may take.';
  else if (changed('timeoutSeconds') && !(Number.isInteger(seconds) && seconds >= 1 && seconds <= 86_400)) {
    errors.timeoutSeconds = 'A whole number of seconds, from 1 to 86,400.';
  }
  if (Object.keys(errors).length > 0) return { changes: undefined, errors };
  const changes = {
    ...(changed('prompt') ? { prompt: draft.prompt } : {}),
    ...(changed('role') ? { role: ROLES.find((role) => role === draft.role) } : {}),
    ...(changed('tier') ? { tier: TIERS.find((tier) => tier === draft.tier) } : {}),
    ...(changed('input') ? { input: draft.input } : {}),
    ...(changed('timeoutSeconds') ? { timeoutSeconds: seconds } : {}),
  };
  if (Object.keys(changes).length === 0) return { changes: undefined, errors };
  const read = replayChangesSchema.safeParse(changes);
  if (read.success) return { changes: read.data, errors };
  for (const { path, message } of read.error.issues) {
    const field = (Object.keys(REPLAY_FIELDS) as ReplayField[]).find((one) => one === path[0]) ?? 'prompt';
    errors[field] ??= message;
  }
  return { changes: undefined, errors };
}

/** A change as it is shown: texts of several lines are compared line by line. */
export interface ShownChange {
  field: ReplayField;
  name: string;
  before: string | null;
  after: string;
  isText: boolean;
}

/** Changes in the order of the fields. `before` null: it had none, or each of many has its own. */
export const shownChanges = (before: Readonly<Record<string, unknown>>, after: Readonly<Record<string, unknown>>): ShownChange[] =>
  (Object.keys(REPLAY_FIELDS) as ReplayField[]).flatMap((field) =>
    after[field] === undefined || after[field] === null
      ? []
      : [
          {
            field,
            name: REPLAY_FIELDS[field],
            before: textOf(before[field]),
            after: textOf(after[field]) ?? '',
            isText: field === 'prompt' || field === 'input',
          },
        ],
  );

function textOf(value: unknown): string | null {
  if (value === undefined || value === null) return null;
  if (typeof value === 'object') return JSON.stringify(value, null, 2);
  return String(value);
}
