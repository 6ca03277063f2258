'use client';
import { cn } from '@/components/ui/cn';
import { plural } from '@/lib/format/count';
import { doingWords } from './people';
import { usePeople } from './use-people';

const SHOWN = 4;

/** Who else has the run open: filled, who edits; in outline, who watches. */
export function PeerAvatars() {
  const people = usePeople();
  if (people.length === 0) return null;
  const more = people.slice(SHOWN);
  return (
    <ul aria-label="Also here" data-testid="peers" className="flex shrink-0 items-center gap-1">
      {people.slice(0, SHOWN).map((person) => (
        <li
          key={person.id}
          data-mode={person.mode}
          title={doingWords(person)}
          className={cn(
            'grid size-5 place-items-center rounded-full border-[1.5px] font-semibold text-[10px] leading-none',
            person.mode === 'editing' ? 'text-on-accent' : 'bg-surface',
          )}
          style={{
            borderColor: person.colour,
            ...(person.mode === 'editing' ? { background: person.colour } : { color: person.colour }),
          }}
        >
          <span aria-hidden>{initialsOf(person.name)}</span>
          <span className="sr-only">{doingWords(person)}</span>
        </li>
      ))}
      {more.length > 0 ? (
        <li title={more.map(doingWords).join('\n')} className="text-muted text-xs">
          <span aria-hidden>+{more.length}</span>
          <span className="sr-only">and {plural(more.length, 'other')}</span>
        </li>
      ) : null}
    </ul>
  );
}

function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  const letters = words.length > 1 ? [words[0], words.at(-1)].map((word) => [...(word ?? '')][0]) : [...(words[0] ?? '?')].slice(0, 1);
  return letters.join('').toUpperCase();
}
