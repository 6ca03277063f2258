import { z } from 'zod';
import { FINDING_SEVERITIES, type Finding, GATE_VERDICTS } from '@/lib/contracts/task';
import { cleanText } from '../agent/clean-text';
import { parseJsonAnswer } from '../agent/parse-json-answer';

const MAX_FINDINGS = 100;
const MAX_TEXT = 4_000;
const MAX_SHOWN_ERRORS = 12;

export interface GateVerdict {
  verdict: (typeof GATE_VERDICTS)[number];
  findings: Finding[];
}
export type VerdictReading = { ok: true; verdict: GateVerdict } | { ok: false; errors: string[] };

/** Clean, since an escape within the JSON (`\u0000`) may stand for what cannot be stored. */
const clipped = z.string().transform((text) => cleanText(text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1)}…`));
const optional = clipped.nullish().transform((text) => (text === undefined || text?.trim() === '' ? null : text));

const verdictSchema = z.object({
  verdict: z.enum(GATE_VERDICTS, { error: 'must be "pass" or "fail"' }),
  findings: z
    .array(
      z.object({
        severity: z.enum(FINDING_SEVERITIES, { error: `must be one of ${FINDING_SEVERITIES.join(', ')}` }),
        message: clipped.refine((text) => text.trim() !== '', { error: 'must say what is wrong' }),
        place: optional,
        suggestion: optional,
      }),
    )
    .max(MAX_FINDINGS, { error: `at most ${MAX_FINDINGS} findings` }),
});

/**
 * Reads a gate's answer. Errors are worded so that the model can repair it; `last`: it cannot any more, so that a "fail" without a
 * finding counts all the same.
 */
export function readVerdict(text: string, last: boolean): VerdictReading {
  const answer = parseJsonAnswer(text);
  const value = answer.ok ? answer.value : verdictInWords(text);
  if (value === null) return { ok: false, errors: [answer.ok ? 'the answer is empty' : answer.problem] };
  const parsed = verdictSchema.safeParse(tolerant(value));
  if (!parsed.success) return refused(parsed.error.issues.map((issue) => `${issue.path.join('.') || 'answer'}: ${issue.message}`));
  const { verdict, findings } = parsed.data;
  if (verdict === 'fail' && findings.length === 0) {
    if (!last) return refused(['findings: a "fail" needs at least one finding that says what has to change']);
    return { ok: true, verdict: { verdict, findings: [UNSAID] } };
  }
  return { ok: true, verdict: { verdict, findings } };
}

const UNSAID: Finding = { severity: 'major', message: 'The gate did not open and gave no reason.', place: null, suggestion: null };

function refused(errors: string[]): VerdictReading {
  const more = errors.length - MAX_SHOWN_ERRORS;
  return { ok: false, errors: more > 0 ? [...errors.slice(0, MAX_SHOWN_ERRORS), `and ${more} more of the kind`] : errors };
}

/** "PASS", or "Verdict: fail": an answer in words that leaves no doubt. */
function verdictInWords(text: string): unknown {
  const spoken = text.replace(/<think>[\s\S]*?<\/think>/g, '').trim();
  const [, word] = /^\W*(?:verdict\W+)?(pass|passed|approved|fail|failed|rejected)\W*(?:$|\n)/i.exec(spoken) ?? [];
  if (word === undefined) return null;
  const reason = spoken.slice(spoken.search(/\n|$/)).trim();
  return { verdict: word, findings: reason === '' || asVerdict(word) === 'pass' ? [] : [reason] };
}

const VERDICTS: Record<string, GateVerdict['verdict']> = {
  passed: 'pass',
  approve: 'pass',
  approved: 'pass',
  accept: 'pass',
  accepted: 'pass',
  ok: 'pass',
  true: 'pass',
  failed: 'fail',
  reject: 'fail',
  rejected: 'fail',
  changes_requested: 'fail',
  false: 'fail',
};
const SEVERITIES: Record<string, Finding['severity']> = {
  blocker: 'critical',
  fatal: 'critical',
  high: 'major',
  error: 'major',
  medium: 'minor',
  moderate: 'minor',
  warning: 'minor',
  low: 'info',
  trivial: 'info',
  note: 'info',
  nit: 'info',
};
const FIELDS: Record<string, string> = {
  description: 'message',
  finding: 'message',
  text: 'message',
  title: 'message',
  issue: 'message',
  location: 'place',
  file: 'place',
  where: 'place',
  fix: 'suggestion',
  remedy: 'suggestion',
  recommendation: 'suggestion',
};

const wordOf = (value: unknown): unknown =>
  typeof value === 'string' || typeof value === 'boolean' ? String(value).trim().toLowerCase().replaceAll(/[ -]/g, '_') : value;
const asVerdict = (value: unknown): unknown => VERDICTS[String(wordOf(value))] ?? wordOf(value);
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Other words for the same, a null for "none" and fields of a model's own are no reason to refuse a sound verdict. */
function tolerant(value: unknown): unknown {
  if (!isRecord(value)) return value;
  const findings = value.findings ?? value.issues ?? [];
  return {
    verdict: asVerdict(value.verdict ?? value.result ?? value.status ?? value.passed ?? value.pass),
    findings: Array.isArray(findings) ? findings.map(tolerantFinding) : findings,
  };
}

function tolerantFinding(value: unknown): unknown {
  if (typeof value === 'string') return { severity: 'major', message: value };
  if (!isRecord(value)) return value;
  const known: Record<string, unknown> = {};
  for (const [given, content] of Object.entries(value)) {
    const field = FIELDS[given] ?? given;
    if (content !== null && !(field in known && field !== given)) known[field] = typeof content === 'number' ? String(content) : content;
  }
  const severity = wordOf(known.severity ?? 'major');
  return { ...known, severity: SEVERITIES[String(severity)] ?? severity };
}

export function verdictRepairRequest(errors: readonly string[]): string {
  return `This verdict cannot be used:\n${errors.map((error) => `- ${error}`).join('\n')}\n\nAnswer with the whole verdict again, these faults mended, as one JSON object and nothing else.`;
}
