import { plural } from '@/lib/format/count';
import { namesOf } from '@/lib/graph-edit/edit-words';
import type { OtherPeer } from '@/lib/realtime/presence-feed';

const COLOURS = 6;
/** Of a band over hundreds of tasks, and of a crowd, only so much is drawn. */
const MAX_FLAGGED = 200;

/** One person in all their tabs; the tab that edits speaks for them. */
export interface Person {
  id: string;
  name: string;
  own: boolean;
  mode: OtherPeer['mode'];
  staged: number;
  baseVersion: number | null;
  selection: readonly string[];
  /** CSS value: the same for a person wherever they are seen. */
  colour: string;
}

export function peopleOf(others: readonly OtherPeer[]): Person[] {
  const people = new Map<string, Person>();
  for (const peer of others) {
    const known = people.get(peer.person);
    const lead = known && (known.mode === 'editing' || peer.mode === 'watching') ? known : peer;
    people.set(peer.person, {
      id: peer.person,
      name: peer.name,
      own: peer.own,
      mode: lead.mode,
      staged: lead.staged,
      baseVersion: lead.baseVersion,
      selection: [...new Set([...(known?.selection ?? []), ...peer.selection])],
      colour: colourOf(peer.person),
    });
  }
  const rank = ({ mode, own }: Person) => (mode === 'editing' ? 0 : 2) + (own ? 1 : 0);
  return [...people.values()].sort((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
}

export function colourOf(person: string): string {
  let hash = 0;
  for (const character of person) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return `var(--peer-${(hash % COLOURS) + 1})`;
}

export const shownName = ({ name, own }: Pick<Person, 'name' | 'own'>): string => (own ? 'you, in another tab' : name);

/** "Ana and Ben are editing too"; empty: nobody is. */
export function editorsWords(people: readonly Person[]): string {
  const editors = people.filter(({ mode }) => mode === 'editing').map(shownName);
  if (editors.length === 0) return '';
  const only = editors.length === 1 ? editors[0] : undefined;
  if (only === shownName({ name: '', own: true })) return 'you are editing in another tab too';
  return `${namesOf(editors, (name) => name)} ${only === undefined ? 'are' : 'is'} editing too`;
}

/** "Ana is editing from version 7, 3 changes not applied". */
export function doingWords(person: Person): string {
  const name = person.own ? 'You, in another tab,' : person.name;
  const is = person.own ? 'are' : 'is';
  if (person.mode === 'watching') return `${name} ${is} watching`;
  const from = person.baseVersion === null ? '' : ` from version ${person.baseVersion}`;
  return `${name} ${is} editing${from}${person.staged > 0 ? `, ${plural(person.staged, 'change')} not applied` : ''}`;
}

/** Who is at which box. */
export function flagsOf(people: readonly Person[], boxOf: (key: string) => string): Map<string, Person[]> {
  const flags = new Map<string, Person[]>();
  for (const person of people) {
    for (const box of new Set(person.selection.map(boxOf))) {
      const at = flags.get(box);
      if (at) at.push(person);
      else if (flags.size < MAX_FLAGGED) flags.set(box, [person]);
    }
  }
  return flags;
}

/** What has become of the others, in words; selections only where asked for. Empty: nothing to tell. */
export function newsOf(before: readonly Person[], now: readonly Person[], titleOf: (key: string) => string, selections: boolean): string {
  const was = new Map(before.map((person) => [person.id, person]));
  const news = now.flatMap((person) => {
    const known = was.get(person.id);
    const name = person.own ? 'You, in another tab,' : person.name;
    const have = person.own ? 'have' : 'has';
    const begun = person.mode === 'editing' && known?.mode !== 'editing' ? [`${name} ${person.own ? 'are' : 'is'} editing`] : [];
    const isNew = person.selection.length > 0 && person.selection.join() !== (known?.selection.join() ?? '');
    const selected =
      selections && isNew && person.mode === 'editing' ? [`${name} ${have} selected ${namesOf(person.selection, titleOf)}`] : [];
    return [...begun, ...selected];
  });
  const here = new Set(now.filter(({ mode }) => mode === 'editing').map(({ id }) => id));
  const ended = before
    .filter(({ id, mode, own }) => mode === 'editing' && !own && !here.has(id))
    .map(({ name }) => `${name} edits no longer`);
  return [...news, ...ended].slice(0, 3).join('. ');
}
