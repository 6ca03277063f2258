import { useEffect, useRef, useState } from 'react';

/** A value that changes at most every `everyMs`: live figures can be read while they move. The last value always comes through. */
export function useSettled<T>(value: T, everyMs = 500): T {
  const [shown, setShown] = useState(value);
  const shownAtMs = useRef(Number.NEGATIVE_INFINITY);
  useEffect(() => {
    const timer = setTimeout(
      () => {
        shownAtMs.current = performance.now();
        setShown(value);
      },
      Math.max(0, everyMs - (performance.now() - shownAtMs.current)),
    );
    return () => clearTimeout(timer);
  }, [value, everyMs]);
  return shown;
}
