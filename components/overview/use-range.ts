import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { RANGES } from './ranges';

/** The range of the overview, in the URL. */
export function useRange() {
  return useQueryState('range', parseAsStringLiteral(RANGES).withDefault('24h'));
}
