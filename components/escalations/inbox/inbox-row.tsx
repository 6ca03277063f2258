'use client';
import Link from 'next/link';
import { goalTitle } from '@/components/runs/goal-title';
import { CheckMark } from '@/components/ui/check-mark';
import { cn } from '@/components/ui/cn';
import { useNowText } from '@/components/ui/now';
import { StateIcon } from '@/components/ui/state-icon';
import type { InboxItem } from '@/lib/contracts/escalation-inbox';
import { isHighRisk } from '@/lib/escalation/is-high-risk';
import { formatExact } from '@/lib/format/time';
import { askStakeText } from '../asks/ask-words';
import { callerWords, typeWords } from '../escalation-words';
import { clockText, stakeText } from './inbox-words';
import { useOutcome } from './use-outcome';

interface InboxRowProps {
  row: InboxItem;
  isShown: boolean;
  /** Decided elsewhere. */
  isGrey: boolean;
  /** Null: nothing can be selected. */
  isSelected: boolean | null;
  /** How many are like it; told by the first of them. */
  alike: number;
  onOpen: () => void;
  onToggle: (range: boolean) => void;
  onSelectAlike: () => void;
}

/** Two lines: what is asked and how long there is; of what and what it holds up. */
export function InboxRow({ row, isShown, isGrey, isSelected, alike, onOpen, onToggle, onSelectAlike }: InboxRowProps) {
  return (
    <div
      data-testid="inbox-row"
      data-current={isShown || undefined}
      data-grey={isGrey || undefined}
      className={cn(
        'relative grid grid-cols-[18px_minmax(0,1fr)_auto] gap-x-1.5 gap-y-0.5 border-line border-b py-2.5 pr-4 pl-4 hover:bg-hover',
        'data-current:bg-accent-soft data-current:shadow-[inset_3px_0_var(--accent)]',
        isSelected && 'bg-accent-soft',
      )}
    >
      <span className="group/mark relative mt-[3px]">
        {isGrey ? (
          <StateIcon state="cancelled" decorative />
        ) : (
          <StateIcon
            state={isHighRisk(row) ? 'failed' : 'waiting'}
            decorative
            className={isSelected ? 'invisible' : 'group-hover/mark:invisible'}
          />
        )}
        {isSelected !== null && !isGrey ? (
          <CheckMark
            label={`Select ${row.title}`}
            checked={isSelected}
            onToggle={(event) => onToggle(event.shiftKey)}
            className={cn(
              'absolute -top-[7px] -left-[7px] z-1 focus-visible:opacity-100 pointer-coarse:-top-[13px] pointer-coarse:-left-[13px]',
              isSelected ? '' : 'opacity-0 group-hover/mark:opacity-100',
            )}
          />
        ) : null}
      </span>
      <Link
        href={`/inbox/${row.id}`}
        prefetch={false}
        aria-current={isShown ? 'true' : undefined}
        title={row.title}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
          event.preventDefault();
          onOpen();
        }}
        className={cn(
          'min-w-0 truncate font-semibold outline-none after:absolute after:inset-0 focus-visible:after:outline-2 focus-visible:after:outline-focus focus-visible:after:-outline-offset-2',
          isGrey && 'font-medium text-faint line-through',
        )}
      >
        {isHighRisk(row) ? <span className="sr-only">{row.priority.toLowerCase()} risk: </span> : null}
        {row.title}
      </Link>
      {isGrey ? null : <TimeLeft row={row} />}
      <span className="col-start-2 col-end-4 flex min-w-0 items-baseline gap-2 text-muted">
        {isGrey ? (
          <Outcome row={row} />
        ) : (
          <>
            <span className="min-w-0 truncate" title={row.runGoal}>
              {typeWords(row.type)} · {goalTitle(row.runGoal)}
            </span>
            <span className="ml-auto flex shrink-0 items-baseline gap-2 text-faint">
              {row.assignedTo ? <span title={`Assigned to ${row.assignedTo}`}>→ {row.assignedTo.split('@')[0]}</span> : null}
              {row.kind === 'escalation' && row.approvalsNeeded > 1 ? (
                <span title="Approvals so far">
                  {row.votes.length} of {row.approvalsNeeded}
                </span>
              ) : null}
              {alike > 1 ? (
                <button
                  type="button"
                  onClick={onSelectAlike}
                  disabled={isSelected === null}
                  title="Select all that are alike (Shift X)"
                  className="num relative z-1 rounded-sm bg-pending-soft px-1 text-muted hover:text-fg disabled:pointer-events-none pointer-coarse:px-2 pointer-coarse:py-1"
                >
                  {alike} alike
                </button>
              ) : null}
              <span>{row.kind === 'escalation' ? stakeText(row) : askStakeText(row)}</span>
            </span>
          </>
        )}
      </span>
    </div>
  );
}

function TimeLeft({ row }: { row: InboxItem }) {
  const { deadlineAt } = row;
  const text = useNowText((nowMs) => (deadlineAt === null ? '' : clockText(Date.parse(deadlineAt) - nowMs)), '');
  if (row.askedBack) {
    return (
      <span title={`${callerWords(row.askedBack.by)} asked: ${row.askedBack.question}`} className="text-faint">
        asked back
      </span>
    );
  }
  if (deadlineAt === null || row.kind !== 'escalation') return <span className="text-faint">no deadline</span>;
  const isLate = text.startsWith('−');
  const then = row.tier === 'HUMAN' ? `then: ${row.defaultDecision}` : 'then it goes on to the next';
  return (
    <span title={`${formatExact(deadlineAt)}, ${then}`} className={cn('num', isLate ? 'font-semibold text-failed' : 'text-muted')}>
      <span className="sr-only">{isLate ? 'overdue by' : 'left'} </span>
      {text}
    </span>
  );
}

function Outcome({ row }: { row: InboxItem }) {
  const words = useOutcome(row);
  return <span className="min-w-0 truncate text-faint">{words}</span>;
}
