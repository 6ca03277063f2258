'use client';
import { ListFilter } from 'lucide-react';
import { FilterChip } from '@/components/runs/filters/chip';
import { DropdownMenu, MenuCheckItem, MenuLabel, MenuSeparator } from '@/components/ui/dropdown-menu';
import { IconButton } from '@/components/ui/icon-button';
import { typeWords } from '../escalation-words';
import { PRIORITY_WORDS, TYPE_WORDS } from './inbox-query';
import type { InboxUrl } from './use-inbox-url';
import { useNotify } from './use-notify';

const capital = (word: string): string => `${word.charAt(0).toUpperCase()}${word.slice(1)}`;

/** What sort and of how much risk, and whether this browser tells of new ones. */
export function InboxFilterMenu({ url: { query, filter } }: { url: InboxUrl }) {
  const notify = useNotify();
  return (
    <DropdownMenu
      className="scroll-quiet max-h-(--radix-dropdown-menu-content-available-height) w-56 overflow-y-auto"
      trigger={
        <IconButton label="Filter" variant="default">
          <ListFilter size={14} aria-hidden />
        </IconButton>
      }
    >
      <MenuLabel>About</MenuLabel>
      {TYPE_WORDS.map((type) => (
        <MenuCheckItem key={type} checked={query.type === type} onSelect={() => filter({ type: query.type === type ? null : type })}>
          {typeWords(type)}
        </MenuCheckItem>
      ))}
      <MenuSeparator />
      <MenuLabel>Risk</MenuLabel>
      {PRIORITY_WORDS.map((priority) => (
        <MenuCheckItem
          key={priority}
          checked={query.priority === priority}
          onSelect={() => filter({ priority: query.priority === priority ? null : priority })}
        >
          {capital(priority)}
        </MenuCheckItem>
      ))}
      {notify.isPossible ? (
        <>
          <MenuSeparator />
          <MenuCheckItem checked={notify.isOn} onSelect={() => (notify.isOn ? notify.turnOff() : void notify.turnOn())}>
            Notify me in this browser
          </MenuCheckItem>
        </>
      ) : null}
    </DropdownMenu>
  );
}

/** The filters of the menu that are on, and the run that a link narrowed the list to. */
export function InboxFilterChips({ url: { query, filter } }: { url: InboxUrl }) {
  const { type, priority, run } = query;
  if (!type && !priority && !run) return null;
  return (
    <div className="flex flex-wrap items-center gap-1.5">
      {type ? <FilterChip label={typeWords(type)} onRemove={() => filter({ type: null })} /> : null}
      {priority ? <FilterChip label={`${capital(priority)} risk`} onRemove={() => filter({ priority: null })} /> : null}
      {run ? <FilterChip label="One run" onRemove={() => filter({ run: null })} /> : null}
    </div>
  );
}
