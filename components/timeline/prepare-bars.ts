import type { Row, Step } from './timeline-model';

/** How an attempt ended: its colour and its shape. `held` gave its place back and goes on later. */
export type BarLook = 'running' | 'succeeded' | 'failed' | 'held' | 'lost' | 'cancelled' | 'wait' | 'retry' | 'queue';

export interface Bar {
  seq: number;
  look: BarLook;
  fromMs: number;
  /** Null: it goes on. */
  toMs: number | null;
  /** Short, drawn inside where there is room. */
  label: string;
  /** A sentence for a closer look. */
  words: string;
}

const WAITS: Record<string, string> = {
  retry: 'waits for its next attempt',
  rate_limit: 'waits for the rate limit',
  approval: 'asks a person',
  outcome_unknown: 'asks what became of a call',
  decision: 'waits for a decision',
  irreversible: 'held: it cannot be undone',
};

/** What it waits for, in words. */
export const waitWords = (why: string | null): string => WAITS[why ?? ''] ?? 'waits';

/** The bars of a task in the order of time: attempts by their outcome, waits by their reason, and times in the queue. */
export function barsOf(row: Row): Bar[] {
  return row.steps.flatMap((step, index) => {
    const next = row.steps[index + 1];
    const span = { seq: step.seq, fromMs: step.atMs, toMs: next?.atMs ?? null };
    if (step.status === 'RUNNING') {
      const { look, words, label } = outcomeOf(step, next);
      return [{ ...span, look, label, words: `Attempt ${step.attempt} ${words}` }];
    }
    if (step.status === 'WAITING') {
      const quiet = step.why === 'retry' || step.why === 'rate_limit';
      const words = waitWords(step.why);
      return [{ ...span, look: quiet ? ('retry' as const) : ('wait' as const), label: quiet ? '' : words, words: capital(words) }];
    }
    if (step.status === 'READY') return [{ ...span, look: 'queue' as const, label: '', words: 'In the queue' }];
    return [];
  });
}

function outcomeOf(step: Step, next: Step | undefined): Pick<Bar, 'look' | 'label' | 'words'> {
  const again = step.attempt > 1 ? `attempt ${step.attempt}` : '';
  if (!next) return { look: 'running', label: again, words: 'is running' };
  if (next.status === 'SUCCEEDED') return { look: 'succeeded', label: again, words: 'succeeded' };
  if (next.fault !== null) return { look: 'failed', label: next.fault, words: `failed: ${next.fault}` };
  if (next.status === 'FAILED') return { look: 'failed', label: again, words: 'failed' };
  if (next.why === 'sent_back') return { look: 'held', label: 'sent back', words: 'ended with findings for the authors' };
  if (next.why === 'edited') return { look: 'cancelled', label: 'edited', words: 'was aborted by an edit of the graph' };
  if (next.why === 'worker_lost') return { look: 'lost', label: 'lost', words: 'lost its worker' };
  if (next.why === 'rewound' || next.status === null) return { look: 'cancelled', label: 'rewound', words: 'was left by a rewind' };
  if (next.why === 'irreversible') return { look: 'cancelled', label: 'rewound', words: 'was left by a rewind' };
  if (next.status === 'CANCELLED') return { look: 'cancelled', label: 'cancelled', words: 'was cancelled' };
  if (next.status === 'WAITING') return { look: 'held', label: again, words: `stopped: it ${waitWords(next.why)}` };
  return { look: 'held', label: again, words: next.why === 'paused' ? 'stopped with the run' : 'gave its place back' };
}

const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
