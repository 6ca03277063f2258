/** The one after (or before) the current, at the ends the end itself; the first where the current is not among them. Null: there is none. */
export function nextAfter(ids: readonly string[], current: string | null, step: 1 | -1): string | null {
  const at = current === null ? -1 : ids.indexOf(current);
  return (at < 0 ? ids[0] : ids[Math.min(ids.length - 1, Math.max(0, at + step))]) ?? null;
}
