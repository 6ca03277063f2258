import { randomUUID } from 'node:crypto';
import { type Resumed, resumeCheckpointSchema } from '@/lib/contracts/checkpoint';
import { resumeCheckpoint } from '@/server/services/checkpoints/resume-checkpoint';
import { manifestBySeq } from './manifest-at';
import { BLOCK_THRESHOLD, type Engine, operator } from './open-engine';

/** Goes on from a seq of a run, or from now. `input` as the contract has it. */
export async function resumeFrom(
  { db, bus }: Pick<Engine, 'db' | 'bus'>,
  runId: string,
  seq: number | undefined,
  input: Record<string, unknown>,
): Promise<Resumed> {
  const manifest = await manifestBySeq(db, runId, seq);
  const deps = {
    db,
    bus,
    blockThreshold: BLOCK_THRESHOLD,
    offlineModel: true,
    load: async (id: string) => ({ checkpoint: { id, label: 'test' }, manifest }),
    keep: async () => randomUUID(),
  };
  return resumeCheckpoint(deps, resumeCheckpointSchema.parse({ checkpointId: randomUUID(), mode: 'rewind', ...input }), operator, null);
}
