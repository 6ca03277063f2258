'use client';
import { ChevronRight } from 'lucide-react';
import { cn } from '@/components/ui/cn';
import { CopyButton } from '@/components/ui/copy-button';
import { RelativeTime } from '@/components/ui/relative-time';
import { StateIcon } from '@/components/ui/state-icon';
import type { EventView } from '@/lib/contracts/event';
import { eventSentence } from './event-sentence';
import { eventState } from './event-state';

interface EventRowProps {
  event: EventView;
  open: boolean;
  onToggle: (seq: number) => void;
  onOpenTask: (key: string) => void;
  onActor: (actor: string) => void;
}

export function EventRow({ event, open, onToggle, onOpenTask, onActor }: EventRowProps) {
  const state = eventState(event.type);
  const { taskKey } = event;
  return (
    <div className={cn('border-line border-b', open && 'bg-sunken')}>
      <div className="grid min-h-8 grid-cols-[auto_auto_minmax(0,1fr)] items-center gap-x-2.5 px-4 sm:grid-cols-[auto_44px_14px_minmax(0,1fr)_auto] sm:px-5">
        <button
          type="button"
          aria-expanded={open}
          aria-label={`Details of event ${event.seq}`}
          onClick={() => onToggle(event.seq)}
          className="-m-1 rounded-sm p-1 text-faint hover:text-fg pointer-coarse:-m-2 pointer-coarse:p-2"
        >
          <ChevronRight size={14} aria-hidden className={cn('transition-transform duration-120', open && 'rotate-90')} />
        </button>
        <span className="num hidden text-right font-mono text-faint text-xs sm:block">{event.seq}</span>
        {state ? (
          <StateIcon state={state} decorative className="animate-none" />
        ) : (
          <span className="mx-auto size-1.5 rounded-full bg-line-strong" />
        )}
        <span className="min-w-0 py-1 sm:truncate">
          {taskKey ? (
            <>
              <button
                type="button"
                onClick={() => onOpenTask(taskKey)}
                className="rounded-sm font-mono text-accent text-xs hover:underline"
              >
                {taskKey}
              </button>{' '}
            </>
          ) : null}
          <span title={eventSentence(event)}>{eventSentence(event)}</span>
        </span>
        <RelativeTime at={event.at} className="num text-right text-faint text-xs max-sm:hidden" />
      </div>
      {open ? (
        <div className="px-4 pb-3 sm:pr-5 sm:pl-[106px]">
          <div className="flex flex-wrap items-center gap-x-3 text-faint text-xs">
            <code>{event.type}</code>
            <span>seq {event.seq}</span>
            <button
              type="button"
              title="Show what this actor did"
              onClick={() => onActor(event.actor)}
              className="rounded-sm hover:text-fg hover:underline"
            >
              {event.actor}
            </button>
            <time dateTime={event.at} className="num">
              {event.at}
            </time>
            <CopyButton text={JSON.stringify(event, null, 2)} label="Copy event" />
          </div>
          <pre className="scroll-quiet mt-1 max-h-72 overflow-auto rounded-md border border-line bg-surface p-2.5 text-xs leading-[1.55]">
            {JSON.stringify(event.data, null, 2)}
          </pre>
        </div>
      ) : null}
    </div>
  );
}
