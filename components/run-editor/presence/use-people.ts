import { useMemo } from 'react';
import { useValue } from '../value-store';
import { editorsWords, type Person, peopleOf } from './people';
import { usePresence } from './presence-context';

/** Who else has the run open. */
export function usePeople(): readonly Person[] {
  const others = useValue(usePresence().others, (value) => value);
  return useMemo(() => peopleOf(others), [others]);
}

/** "Ana is editing too". Drawn again only when these words change. */
export const useEditorsToo = (): string => useValue(usePresence().others, (others) => editorsWords(peopleOf(others)));
