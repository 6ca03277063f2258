import { useCallback, useEffect, useRef } from 'react';

/** The same function for good, that does what the latest one given does: for what would be drawn again for another one. For events only. */
export function useSteady<Args extends unknown[], Result>(run: (...args: Args) => Result): (...args: Args) => Result {
  const latest = useRef(run);
  useEffect(() => {
    latest.current = run;
  });
  return useCallback((...args: Args) => latest.current(...args), []);
}
