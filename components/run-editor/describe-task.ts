import { stateLabel, toState } from '@/components/ui/states';
import { plural } from '@/lib/format/count';
import type { Face } from './faces';
import type { PreparedDraft } from './prepare-draft';

const MARKS = { added: 'new', removed: 'removed', changed: 'changed' } as const;

/** A box in words, for who cannot see it. */
export function describeTask(face: Face, { edges }: Pick<PreparedDraft, 'edges'>): string {
  const above = edges.filter((edge) => edge.kind !== 'removed' && edge.to === face.key).length;
  const below = edges.filter((edge) => edge.kind !== 'removed' && edge.from === face.key).length;
  const parts = [
    face.kind === 'agent' ? face.title : `${face.title}, ${face.kind}`,
    face.mark ? MARKS[face.mark] : '',
    stateLabel(toState(face.status)).toLowerCase(),
    face.line,
    `waits for ${plural(above, 'task')}`,
    `${plural(below, 'task waits', 'tasks wait')} for it`,
  ];
  return `${parts.filter((part) => part !== '').join(', ')}.`;
}
