import { coverSecrets } from './mask-secrets';

/** Longer than anything that is looked for, but a private key, whose beginning is looked for. */
const LOOK_BACK = 2_048;
const KEY_BEGINS = '-----BEGIN ';

// Wider than what artifacts are searched for: the finished text takes the place of live words, and shows what was none.
const SHAPES = [
  /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----[^-]*(?:-----END (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----)?/g,
  /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]*:[^\s@/]+@[^\s"'`)>]*/gi,
  /(?<![\w.])\d(?:[ -]?\d){8,}(?!\w)/g,
  /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)/g,
  /\b[A-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D]\b/g,
  /[A-Z0-9<]{2,60}<[A-Z0-9<]{20,}/g,
  /(?<![A-Za-z0-9+/=])(?=[a-z0-9+/]*[A-Z])(?=[A-Za-z+/]*\d)[A-Za-z0-9+/]{40}(?![A-Za-z0-9+/=])/g,
  /(?<![\w-])(?=(?:[a-z_-]*[A-Z]){2})(?=(?:[A-Za-z_-]*\d))[A-Za-z0-9_-]{16,}/g,
];

/** A word that is longer goes on without being waited for. */
const LONGEST_TAIL = 500;
/** What a text ends in while more of it is to come: its last word, with groups of digits or capitals before it. */
const TAIL = /(?:(?<![\w])[A-Z0-9]{1,4}[ -])*\S{0,400}$/;
const MAY_GROW =
  /\d|[a-z][A-Z]|[A-Z]{3}|:\/\/|^-{1,5}|(?:^|\W)(?:sk|pk|rk|gsk|xai|key|gh[a-z]|github|glpat|xox[a-z]|npm|pypi|lin|ops|SG|ey)[A-Za-z]*[-_.J]?/;

/**
 * A text that is still being said, from `sent` on, as far as nothing in it may yet become a secret: what looks like one is masked, character by
 * character. `ended`: nothing more is to come.
 */
export function maskLive(text: string, sent: number, ended: boolean): string {
  const key = text.lastIndexOf(KEY_BEGINS);
  const from = Math.max(0, Math.min(sent - LOOK_BACK, key >= 0 && text.indexOf('-----END ', key) < 0 ? key : sent));
  const seen = text.slice(from);
  const tail = ended ? '' : (TAIL.exec(seen.slice(-LONGEST_TAIL))?.[0] ?? '');
  const until = seen.length - (MAY_GROW.test(tail) ? tail.length : 0);
  const masked = coverSecrets(
    SHAPES.reduce((so, shape) => so.replace(shape, stars), seen),
    stars,
  );
  return masked.slice(sent - from, Math.max(until, sent - from));
}

const stars = (found: string): string => found.replace(/[^\r\n]/g, '*');
