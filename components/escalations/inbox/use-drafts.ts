'use client';
import { useState } from 'react';
import { jsonProblem } from '../asks/ask-word';

const NONE: ReadonlyMap<string, string> = new Map();

/** What was changed of calls and edits and not sent yet, by id: the keys of the list send it too. */
export function useDrafts() {
  const [drafts, setDrafts] = useState(NONE);
  return {
    of: (id: string): string | null => drafts.get(id) ?? null,
    set: (id: string, draft: string | null) =>
      setDrafts((now) => {
        const next = new Map(now);
        if (draft === null) next.delete(id);
        else next.set(id, draft);
        return next;
      }),
    /** Why one that was changed cannot be sent with so many. */
    barOf: (id: string, among: number): string | null => {
      const draft = drafts.get(id);
      if (draft === undefined) return null;
      if (among > 1) return 'What was changed is approved by itself';
      return jsonProblem(draft)?.message ?? null;
    },
  };
}
