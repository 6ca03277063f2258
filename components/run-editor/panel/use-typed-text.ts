import { useState, useSyncExternalStore } from 'react';
import type { Issue } from '@/lib/errors';
import { usePanel } from './panel-context';
import { firstMessage, type Read } from './typed-value';

interface TypedTextInput<V> {
  /** Task and field: what is typed and refused is kept under it. */
  id: string;
  /** The field for a list of what is wrong: "Tests: timeout". */
  where: string;
  /** As the edit has it. */
  value: string;
  read: (text: string) => Read<V>;
  stage: (value: V) => readonly Issue[];
}

/** A text that is staged while it is typed; one that cannot be staged stays as it is, with what is wrong. */
export function useTypedText<V>({ id, where, value, read, stage }: TypedTextInput<V>) {
  const { unstaged } = usePanel();
  const refused = useSyncExternalStore(
    unstaged.subscribe,
    () => unstaged.find(id),
    () => undefined,
  );
  // The text as typed while one types: "07" is not made "7" under the hand.
  const [typed, setTyped] = useState<string | null>(null);
  return {
    text: refused?.text ?? typed ?? value,
    message: refused?.message ?? null,
    change(text: string) {
      setTyped(text);
      const outcome = read(text);
      const message = outcome.ok ? firstMessage(stage(outcome.value)) : outcome.message;
      if (message === null) unstaged.drop(id);
      else unstaged.put({ id, where, text, message });
    },
    settle: () => setTyped(null),
    putBack() {
      setTyped(null);
      unstaged.drop(id);
    },
  };
}
