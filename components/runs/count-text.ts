import type { RunCount } from '@/lib/contracts/run-query';
import { formatCount } from '@/lib/format/count';

/** "340", or "1,000+" where there are more than were counted. */
export const countText = ({ count, more }: RunCount): string => `${formatCount(count)}${more ? '+' : ''}`;
