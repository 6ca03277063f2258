/** Fewer digits of an id are the time of half an installation, and look like other words. */
const MIN_DIGITS = 6;
const DIGITS = 32;

/** First and last id that begin with a text, or null where no id begins so. Dashes may be left out. */
export function idRangeOf(text: string): { from: string; to: string } | null {
  if (!/^[0-9a-f]+(?:-[0-9a-f]+)*-?$/i.test(text)) return null;
  const digits = text.replaceAll('-', '').toLowerCase();
  if (digits.length < MIN_DIGITS || digits.length > DIGITS) return null;
  return { from: toId(digits.padEnd(DIGITS, '0')), to: toId(digits.padEnd(DIGITS, 'f')) };
}

const toId = (digits: string): string =>
  [digits.slice(0, 8), digits.slice(8, 12), digits.slice(12, 16), digits.slice(16, 20), digits.slice(20)].join('-');
