import { z } from 'zod';
import { presenceSchema } from '@/lib/contracts/live';
import type { BusMessage } from '@/server/core/ports/live-bus';

/**
 * A payload is a JSON list. Run facts, by far the most frequent, are short tuples; the rest are the messages themselves.
 * What another version of the program sends and we do not know is left out, never fatal.
 */
const itemSchema = z.union([
  z
    .tuple([z.string(), z.int(), z.literal(1).optional()])
    .transform(([runId, seq, control]): BusMessage => ({ kind: 'run', runId, seq, ...(control ? { control: true } : {}) })),
  z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('ready') }),
    z.object({
      kind: z.literal('watch'),
      runId: z.string(),
      taskKey: z.string().optional(),
      ttlMs: z.number().min(0),
      fresh: z.boolean(),
    }),
    z.object({
      kind: z.literal('words'),
      runId: z.string(),
      taskKey: z.string(),
      epoch: z.int(),
      turn: z.int(),
      offset: z.int().min(0),
      text: z.string(),
    }),
    z.object({
      kind: z.literal('peer'),
      runId: z.string(),
      peer: presenceSchema.omit({ runId: true }).extend({ id: z.string(), person: z.string(), name: z.string(), actor: z.string() }),
      ttlMs: z.number().min(0),
    }),
    z.object({ kind: z.literal('peerGone'), runId: z.string(), id: z.string() }),
    z.object({ kind: z.literal('peersAsked'), runId: z.string() }),
    z.object({ kind: z.literal('revoked'), principalId: z.string() }),
    z.object({ kind: z.literal('settings'), key: z.string() }),
  ]),
]);

export function encodeMessage(message: BusMessage): string {
  if (message.kind !== 'run') return JSON.stringify(message);
  return JSON.stringify(message.control ? [message.runId, message.seq, 1] : [message.runId, message.seq]);
}

/** The messages of a payload; none where it is not one of ours. */
export function decodePayload(payload: string): BusMessage[] {
  let items: unknown;
  try {
    items = JSON.parse(payload);
  } catch {
    return [];
  }
  if (!Array.isArray(items)) return [];
  return items.flatMap((item) => {
    const parsed = itemSchema.safeParse(item);
    return parsed.success ? [parsed.data] : [];
  });
}

/** Packs encoded messages, in order, into payloads of at most `maxBytes`; a message that alone exceeds it is left out. */
export function packPayloads(encoded: string[], maxBytes: number): string[] {
  const payloads: string[] = [];
  let items: string[] = [];
  let bytes = 2;
  const close = () => {
    if (items.length > 0) payloads.push(`[${items.join(',')}]`);
    items = [];
    bytes = 2;
  };
  for (const item of encoded) {
    const itemBytes = Buffer.byteLength(item) + 1;
    if (itemBytes + 2 > maxBytes) continue;
    if (bytes + itemBytes > maxBytes) close();
    items.push(item);
    bytes += itemBytes;
  }
  close();
  return payloads;
}
