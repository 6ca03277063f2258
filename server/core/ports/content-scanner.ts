import type { QuarantineFinding } from '@/lib/contracts/artifact';

/** Searches texts for secrets and personal data. */
export interface ContentScanner {
  /** What was found, in its order and without overlaps. A text that cannot be searched in time is one finding as a whole. */
  scan(content: string): Promise<QuarantineFinding[]>;
}
