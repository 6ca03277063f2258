'use client';
import { ChevronRight } from 'lucide-react';
import { useId, useState } from 'react';
import { typeWords } from '@/components/escalations/escalation-words';
import { cn } from '@/components/ui/cn';
import type { EscalationType } from '@/lib/contracts/escalation';
import type { NotificationKind } from '@/lib/contracts/notification';
import type { WebhookDraft } from './notification-draft';

const KINDS: Record<NotificationKind, string> = {
  opened: 'Opened',
  moved: 'Climbed to people',
  reminder: 'Reminder',
  decided: 'Decided',
  assigned: 'Changed hands',
  asked: 'Asked back',
};
const KIND_NAMES = Object.keys(KINDS) as NotificationKind[];

interface WebhookFiltersProps {
  name: string;
  /** All that there are. */
  types: readonly EscalationType[];
  hook: Pick<WebhookDraft, 'types' | 'kinds'>;
  error?: string;
  onChange: (changed: Partial<Pick<WebhookDraft, 'types' | 'kinds'>>) => void;
}

/** What a webhook hears of: everything, until somebody takes something out. */
export function WebhookFilters({ name, types, hook, error, onChange }: WebhookFiltersProps) {
  const id = useId();
  const [open, setOpen] = useState(false);
  return (
    <div className="sm:col-span-3">
      <button
        type="button"
        aria-expanded={open}
        aria-controls={id}
        onClick={() => setOpen(!open)}
        className="-ml-1 flex min-h-8 max-w-full items-center gap-1.5 rounded-md px-1 text-left hover:bg-sunken pointer-coarse:min-h-10"
      >
        <ChevronRight size={14} aria-hidden className={cn('shrink-0 text-faint', open && 'rotate-90')} />
        <span className="sr-only">{name}: </span>
        <span className="shrink-0 font-medium text-muted text-xs">Hears of</span>
        <span className="min-w-0 truncate text-muted text-xs">{summaryOf(hook, types)}</span>
      </button>
      {open ? (
        <div id={id} className="grid gap-4 pt-2 pb-1 pl-5">
          <Choices
            legend="Types"
            all={types}
            chosen={hook.types}
            words={typeWords}
            onChange={(chosen) => onChange({ types: [...chosen] })}
          />
          <Choices
            legend="Events"
            all={KIND_NAMES}
            chosen={hook.kinds}
            words={(kind) => KINDS[kind]}
            onChange={(chosen) => onChange({ kinds: [...chosen] })}
          />
        </div>
      ) : null}
      {error ? (
        <p role="alert" className="text-failed text-xs">
          {error}
        </p>
      ) : null}
    </div>
  );
}

interface ChoicesProps<V extends string> {
  legend: string;
  all: readonly V[];
  /** Empty: all. */
  chosen: readonly V[];
  words: (value: V) => string;
  onChange: (chosen: readonly V[]) => void;
}

function Choices<V extends string>({ legend, all, chosen, words, onChange }: ChoicesProps<V>) {
  const shown = chosen.length === 0 ? all : chosen;
  const set = (value: V, on: boolean) => {
    const next = all.filter((one) => (one === value ? on : shown.includes(one)));
    onChange(next.length === all.length ? [] : next);
  };
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 font-medium text-muted text-xs">{legend}</legend>
      <div className="grid grid-cols-2 gap-1.5 sm:grid-cols-3">
        {all.map((value) => {
          const isOn = shown.includes(value);
          return (
            <label key={value} className="flex min-w-0 items-center gap-2">
              <input
                type="checkbox"
                className="size-4 shrink-0 accent-accent pointer-coarse:size-6"
                checked={isOn}
                // None would say all: what is to hear of nothing is switched off.
                disabled={isOn && shown.length === 1}
                onChange={(event) => set(value, event.target.checked)}
              />
              <span className="min-w-0 [overflow-wrap:anywhere]">{words(value)}</span>
            </label>
          );
        })}
      </div>
    </fieldset>
  );
}

function summaryOf({ types, kinds }: Pick<WebhookDraft, 'types' | 'kinds'>, all: readonly EscalationType[]): string {
  const some = <V extends string>(chosen: readonly V[], of: number, words: (value: V) => string, what: string): string | null => {
    if (chosen.length === 0) return null;
    return chosen.length <= 2 ? chosen.map(words).join(', ') : `${chosen.length} of ${of} ${what}`;
  };
  const said = [some(types, all.length, typeWords, 'types'), some(kinds, KIND_NAMES.length, (kind) => KINDS[kind], 'events')];
  return said.filter(Boolean).join(' · ') || 'everything';
}
