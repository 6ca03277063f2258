import { createContext, use, useCallback, useSyncExternalStore } from 'react';
import type { KeyedStore } from '@/lib/run-cache/keyed-store';
import type { Verdict } from './connect-rules';
import type { EditStore } from './edit-store';
import type { Face } from './faces';
import type { ValueStore } from './value-store';

/** What the pointer or the keyboard is in the middle of. */
export type Gesture =
  | { kind: 'idle' }
  /** `onEdge`: the edge that a drop would open, as "from to". */
  | { kind: 'move'; keys: ReadonlySet<string>; onEdge: string | null }
  | { kind: 'connect'; key: string; direction: 'from' | 'to'; over: string | null; verdict: Verdict | null; byKeys: boolean }
  | { kind: 'band' }
  | { kind: 'drop'; what: 'task' | 'gate' | 'branch'; onEdge: string | null };

export const IDLE: Gesture = { kind: 'idle' };

export interface EditorParts {
  store: EditStore;
  faces: KeyedStore<Face>;
  gesture: ValueStore<Gesture>;
}

export const EditorContext = createContext<EditorParts | null>(null);

export function useEditor(): EditorParts {
  const parts = use(EditorContext);
  if (!parts) throw new Error('EditorContext is missing above this component');
  return parts;
}

export function useFace(key: string): Face | undefined {
  const { faces } = useEditor();
  const subscribe = useCallback((listener: () => void) => faces.subscribe(key, listener), [faces, key]);
  const read = () => faces.get(key);
  return useSyncExternalStore(subscribe, read, read);
}
