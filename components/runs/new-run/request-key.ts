/** A key for one request: 128 random bits as hex. `getRandomValues` also serves where `randomUUID` is absent (plain http in a LAN). */
export function randomKey(): string {
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}

/**
 * One key for one body: the same form pressed twice, or sent again after a lost answer, has the same key; a changed form
 * has a new one, since a key may not be used for two bodies.
 */
export function createKeyKeeper(makeKey: () => string): (body: string) => string {
  let last: { body: string; key: string } | null = null;
  return (body) => {
    if (last?.body !== body) last = { body, key: makeKey() };
    return last.key;
  };
}
