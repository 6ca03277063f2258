import type { CheckpointView } from '@/lib/contracts/checkpoint';

const KINDS: Record<CheckpointView['kind'], string> = {
  manual: 'by hand',
  interval: 'automatic',
  phase: 'at the start of a phase',
  edit: 'before an edit',
  rewind: 'before a rewind',
  import: 'imported',
};

/** Why a checkpoint was made. */
export const kindWords = (kind: CheckpointView['kind']): string => KINDS[kind];

/** Made by a person, or kept because somebody changed the run: drawn filled. */
export const isByHand = (kind: CheckpointView['kind']): boolean => kind === 'manual' || kind === 'import';
