import type { Mark } from './picture-model';

/** A mark is a word, a colour and a line: never colour alone. Tailwind finds only names that stand whole in the source. */
export const MARK_WORDS: Record<Mark, string> = {
  added: 'new',
  removed: 'removed',
  changed: 'changed',
  theirs: 'theirs',
  mine: 'yours',
  clash: 'clash',
  asks: 'asks',
  waits: 'waits',
};

export const BOX_LOOK: Record<Mark, string> = {
  added: 'fill-succeeded-soft stroke-succeeded [stroke-dasharray:4_3]',
  removed: 'fill-failed-soft stroke-failed [stroke-dasharray:4_3]',
  changed: 'fill-waiting-soft stroke-waiting',
  theirs: 'fill-theirs-soft stroke-theirs',
  mine: 'fill-accent-soft stroke-accent [stroke-dasharray:4_3]',
  clash: 'fill-failed-soft stroke-failed [stroke-width:2.5]',
  asks: 'fill-waiting-soft stroke-waiting [stroke-width:2.5]',
  waits: 'fill-waiting-soft stroke-waiting [stroke-dasharray:4_3]',
};

export const EDGE_LOOK: Record<Mark, string> = {
  added: 'stroke-succeeded [stroke-dasharray:4_3]',
  removed: 'stroke-failed [stroke-dasharray:2_3]',
  changed: 'stroke-waiting',
  theirs: 'stroke-theirs',
  mine: 'stroke-accent [stroke-dasharray:4_3]',
  clash: 'stroke-failed [stroke-width:2.5]',
  asks: 'stroke-waiting',
  waits: 'stroke-waiting [stroke-dasharray:4_3]',
};

export const TAG_LOOK: Record<Mark, string> = {
  added: 'fill-succeeded',
  removed: 'fill-failed',
  changed: 'fill-waiting',
  theirs: 'fill-theirs',
  mine: 'fill-accent',
  clash: 'fill-failed',
  asks: 'fill-waiting',
  waits: 'fill-waiting',
};
