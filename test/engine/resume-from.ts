import { type Resumed, resumeCheckpointSchema } from '@/lib/contracts/checkpoint';
import { createCheckpoint } from '@/server/services/checkpoints/create-checkpoint';
import { resumeCheckpoint } from '@/server/services/checkpoints/resume-checkpoint';
import { BLOCK_THRESHOLD, type Engine, operator } from './open-engine';

/** Goes on from a seq of a run, or from now. `input` as the contract has it. */
export async function resumeFrom(
  { db, bus, ladder }: Pick<Engine, 'db' | 'bus' | 'ladder'>,
  runId: string,
  seq: number | undefined,
  input: Record<string, unknown>,
): Promise<Resumed> {
  const deps = { db, bus, ladder, blockThreshold: BLOCK_THRESHOLD, offlineModel: true, compress: true };
  const { id } = await createCheckpoint(deps, { runId, label: 'test', seq }, operator, null);
  return resumeCheckpoint(deps, resumeCheckpointSchema.parse({ checkpointId: id, mode: 'rewind', ...input }), operator, null);
}
