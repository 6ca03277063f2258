'use client';
import Link from 'next/link';
import { goalTitle } from '@/components/runs/goal-title';
import { Badge } from '@/components/ui/badge';
import { CopyButton } from '@/components/ui/copy-button';
import { useNowText } from '@/components/ui/now';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateIcon } from '@/components/ui/state-icon';
import type { EscalationDetail } from '@/lib/contracts/escalation';
import { isHighRisk } from '@/lib/escalation/is-high-risk';
import { callerWords, defaultWords, tierWords, typeWords } from '../escalation-words';
import { readEvidence } from '../read-evidence';

/** How bad it is, who asks what, and what happens if nobody answers. */
export function PaneHeader({ escalation }: { escalation: EscalationDetail }) {
  const { priority, type, askedBy, tier, taskKey, runId, runGoal, createdAt } = escalation;
  const high = isHighRisk(escalation);
  return (
    <header>
      <p className="flex flex-wrap items-center gap-x-2 gap-y-1 text-faint text-xs">
        <span className={high ? 'flex items-center gap-1.5 font-semibold text-failed' : 'flex items-center gap-1.5 font-medium text-muted'}>
          <StateIcon state={high ? 'failed' : 'waiting'} decorative />
          {priority[0] + priority.slice(1).toLowerCase()}
        </span>
        <span>{typeWords(type)}</span>
        <span>
          asked by {callerWords(askedBy)} <RelativeTime at={createdAt} />
        </span>
        {escalation.status === 'OPEN' ? <span>with {tierWords(tier)}</span> : null}
        {escalation.status === 'OPEN' && escalation.assignedTo ? <span>for {escalation.assignedTo}</span> : null}
        <Snoozed escalation={escalation} />
        {escalation.reserved ? (
          <Badge tone="warn" title={escalation.reserved}>
            people only
          </Badge>
        ) : null}
        <span className="max-sm:hidden">
          <CopyButton text={escalation.id} label="Copy escalation id" />
        </span>
      </p>
      <h2 className="mt-1 text-balance font-semibold text-xl leading-7 [overflow-wrap:anywhere]">{escalation.title}</h2>
      <p className="mt-1 max-w-[76ch] text-muted [overflow-wrap:anywhere]">
        {descriptionOf(escalation)} <DefaultSentence escalation={escalation} />
      </p>
      <p className="mt-1 flex flex-wrap items-center gap-x-1 text-muted">
        {taskKey ? (
          <Link
            href={`/runs/${runId}?task=${encodeURIComponent(taskKey)}`}
            className="rounded-sm text-accent hover:underline pointer-coarse:py-1.5"
          >
            Task {taskKey}
          </Link>
        ) : null}
        <span className="min-w-0 truncate">
          {taskKey ? 'of ' : 'Run '}
          <Link href={`/runs/${runId}`} title={runGoal} className="rounded-sm text-accent hover:underline">
            {goalTitle(runGoal)}
          </Link>
        </span>
      </p>
    </header>
  );
}

/** Criteria, condition and what was found stand below by themselves. */
function descriptionOf(escalation: EscalationDetail): string {
  const { criteria, condition } = readEvidence(escalation);
  return escalation.description
    .split('\n')
    .filter((line) => line !== criteria && line !== condition && !(escalation.type === 'sensitive_data' && line.startsWith('- ')))
    .join(' ');
}

/** Until when it is out of the list. */
function Snoozed({ escalation: { status, snoozedUntil } }: { escalation: EscalationDetail }) {
  const until = useNowText((nowMs) => (snoozedUntil && Date.parse(snoozedUntil) > nowMs ? clockOf(snoozedUntil) : ''), '');
  return status === 'OPEN' && until ? <span>put off until {until}</span> : null;
}

/** What happens by default and when; the clock itself stands beside. */
function DefaultSentence({ escalation }: { escalation: EscalationDetail }) {
  const { deadlineAt, status, tier, askedBack } = escalation;
  const at = useNowText(() => (deadlineAt ? clockOf(deadlineAt) : ''), '');
  if (status !== 'OPEN') return null;
  if (askedBack) {
    return (
      <>
        {callerWords(askedBack.by)} asked back: “{askedBack.question}” The clock stands until {callerWords(escalation.askedBy)} has
        answered.
      </>
    );
  }
  const { verdict, effect } = defaultWords(escalation);
  if (!deadlineAt) return <>It waits for as long as it takes.</>;
  if (tier !== 'HUMAN')
    return (
      <>
        Until {at} {tierWords(tier)} may answer; then it climbs.
      </>
    );
  return (
    <>
      Without an answer by {at} this is <strong className="font-semibold text-fg">{verdict}</strong>: {effect}.
    </>
  );
}

/** "19:03"; with its day where that is another. */
function clockOf(iso: string): string {
  const at = new Date(iso);
  const time = at.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' });
  const isToday = at.toDateString() === new Date().toDateString();
  return isToday ? time : `${time} on ${at.toLocaleDateString('en-GB', { day: 'numeric', month: 'short' })}`;
}
