/** What somebody typed into a field and the edit cannot take: kept word for word until it is mended or put back. */
export interface UnstagedText {
  /** Task and field: "tests prompt". */
  id: string;
  /** The field for a person: "Tests: timeout". */
  where: string;
  text: string;
  /** What is wrong with it. */
  message: string;
}

/** The texts of one edit that are not staged. They outlive the field they were typed into. */
export interface UnstagedTexts {
  get: () => readonly UnstagedText[];
  find: (id: string) => UnstagedText | undefined;
  subscribe: (listener: () => void) => () => void;
  put: (text: UnstagedText) => void;
  drop: (id: string) => void;
  clear: () => void;
}

export function createUnstaged(): UnstagedTexts {
  let texts: readonly UnstagedText[] = [];
  const listeners = new Set<() => void>();
  const set = (next: readonly UnstagedText[]) => {
    texts = next;
    for (const listener of [...listeners]) listener();
  };
  return {
    get: () => texts,
    find: (id) => texts.find((text) => text.id === id),
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    put: (text) => set([...texts.filter((each) => each.id !== text.id), text]),
    drop(id) {
      if (texts.some((text) => text.id === id)) set(texts.filter((text) => text.id !== id));
    },
    clear() {
      if (texts.length > 0) set([]);
    },
  };
}
