import { type RefObject, useLayoutEffect, useRef, useState } from 'react';

const NEAR_PX = 48;

export interface PinnedScroll {
  scroller: RefObject<HTMLDivElement | null>;
  /** True while new text is followed. */
  pinned: boolean;
  onScroll: () => void;
  toEnd: () => void;
}

/** Keeps the foot of a growing text in sight until the reader scrolls up; going back to the foot takes it up again. */
export function usePinnedScroll(growth: unknown, growing: boolean): PinnedScroll {
  const scroller = useRef<HTMLDivElement>(null);
  const [pinned, setPinned] = useState(growing);
  const lastTop = useRef(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: growth is what moves it
  useLayoutEffect(() => {
    const element = scroller.current;
    if (!pinned || !element) return;
    element.scrollTop = element.scrollHeight;
    lastTop.current = element.scrollTop;
  }, [growth, pinned]);
  // A text that begins to grow under a reader at its foot is followed, though it was opened before.
  useLayoutEffect(() => {
    if (growing && isAtEnd(scroller.current)) setPinned(true);
  }, [growing]);
  return {
    scroller,
    pinned,
    onScroll: () => {
      const element = scroller.current;
      if (!element) return;
      // Growing text moves the end away without the reader: only going up lets go.
      if (isAtEnd(element)) setPinned(true);
      else if (element.scrollTop < lastTop.current) setPinned(false);
      lastTop.current = element.scrollTop;
    },
    toEnd: () => setPinned(true),
  };
}

const isAtEnd = (element: HTMLDivElement | null): boolean =>
  element !== null && element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_PX;
