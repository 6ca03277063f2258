import type { ChatRequest } from './chat-request';
import type { SourceText } from './read-brief';
import { reviewFindings } from './writers/review';
import type { Work } from './writers/work';

interface Finding {
  severity: 'info' | 'minor' | 'major' | 'critical';
  message: string;
  place: string | null;
  suggestion: string | null;
}

export interface OfflineVerdict {
  verdict: 'pass' | 'fail';
  findings: Finding[];
}

const MAX_REMARKS = 3;

/** What a review of security asks of code and designs, and by which words it sees that it is there. */
const SECURITY: { words: RegExp; message: string; suggestion: string }[] = [
  {
    words: /rate.?limit|too many requests|\b429\b/i,
    message: 'Nothing bounds how often one caller may ask.',
    suggestion: 'Add a rate limit for each caller, and answer 429 beyond it.',
  },
  {
    words: /audit/i,
    message: 'Who changed what cannot be told afterwards.',
    suggestion: 'Write an audit entry for every change, with who and when.',
  },
];

/**
 * The verdict of a gate. It passes, with remarks, unless the criteria ask for words that are nowhere (`must mention "rollback"`), a marker
 * asks for a fault, or it is a review of security that has not seen the work before. The words that it misses stand in its suggestions, so
 * that a revision by the offline model mends them. docs/offline-model.md is the manual.
 */
export function judgeWork(request: ChatRequest, work: Work): OfflineVerdict {
  const text = request.messages.find((message) => message.role === 'user')?.content ?? '';
  const judged = work.results.length > 0 ? work.results : work.inputs;
  const round = Number(/"name":"findings","from":"yourself","round":(\d+)/.exec(text)?.[1] ?? 0);
  const findings = [...asked(text, round, judged), ...missingWords(criteriaIn(text), judged), ...security(text, round, judged)];
  const fails = findings.some(({ severity }) => severity === 'major');
  return { verdict: fails ? 'fail' : 'pass', findings: [...findings, ...remarks(work)] };
}

/** `[[offline: gate-fail times=2]]` fails so many rounds; `[[offline: gate-critical]]` passes, but for a critical finding. */
function asked(text: string, round: number, judged: readonly SourceText[]): Finding[] {
  const [, kind, times] = /\[\[offline:\s*gate-(fail|critical)(?:\s+times=(\d+))?[^\]]*\]\]/i.exec(text) ?? [];
  if (kind === undefined || round >= Number(times ?? 1)) return [];
  const place = judged[0]?.name ?? null;
  const severity = kind.toLowerCase() === 'critical' ? 'critical' : 'major';
  return [{ severity, place, message: `It was asked to fail round ${round + 1}.`, suggestion: 'Say in the result that this was seen.' }];
}

/** `must mention "…"`, `contain` or `include`. */
function missingWords(criteria: string, judged: readonly SourceText[]): Finding[] {
  const all = judged.map(({ content }) => content.toLowerCase()).join('\n');
  return [...criteria.matchAll(/\bmust\s+(?:mention|contain|include)\s+["“]([^"”\n]{1,120})["”]/gi)].flatMap(([, wanted = '']) =>
    all.includes(wanted.toLowerCase())
      ? []
      : [
          {
            severity: 'major' as const,
            message: `"${wanted}" is asked for and is nowhere in the work.`,
            place: judged[0]?.name ?? null,
            suggestion: `Take up "${wanted}".`,
          },
        ],
  );
}

function security(text: string, round: number, judged: readonly SourceText[]): Finding[] {
  if (round > 0 || !text.includes('Review the security of the materials')) return [];
  const built = judged.filter(({ type }) => type === 'code' || type === 'architecture');
  const all = built.map(({ content }) => content).join('\n');
  if (built.length === 0) return [];
  return SECURITY.filter(({ words }) => !words.test(all)).map(({ message, suggestion }) => ({
    ...{ severity: 'major' as const, message, suggestion },
    place: built[0]?.name ?? null,
  }));
}

/** What a reader would note without holding it up. */
function remarks(work: Work): Finding[] {
  return reviewFindings(work)
    .slice(0, MAX_REMARKS)
    .map(({ severity, text, place, remedy }) => ({
      severity: severity === 'info' ? ('info' as const) : ('minor' as const),
      ...{ message: `${text}.`, place, suggestion: remedy },
    }));
}

function criteriaIn(text: string): string {
  const [, part = ''] = text.split('\n# What you judge by\n');
  return part.split(/\n\n# (?:What you found before|Form of the answer|Values in the task|Input of the task|Your task)\b/)[0] ?? '';
}
