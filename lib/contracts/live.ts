import { z } from 'zod';
import { idSchema } from './common';
import { taskKeySchema } from './task';

/** Client → server. `words` narrows the stream of speech: `false` for none, a key for one task; default all. */
export const joinSchema = z.object({
  runId: idSchema,
  after: z.int().min(0).default(0),
  words: z.union([z.literal(false), taskKeySchema]).optional(),
});
export type Join = z.input<typeof joinSchema>;
/** More of a selection is nobody's to follow, and one message of the bus has to hold it. */
export const MAX_SHOWN_SELECTION = 20;
/** Client → server: what somebody does in a run whose room they are in; said again at each change. */
export const presenceSchema = z.object({
  runId: idSchema,
  mode: z.enum(['watching', 'editing']),
  selection: z.array(taskKeySchema).max(MAX_SHOWN_SELECTION).default([]),
  /** Changes staged and not applied, and the version that they stand on. */
  staged: z.int().min(0).max(100_000).default(0),
  baseVersion: z.int().min(1).nullable().default(null),
});
export type SaidPresence = z.input<typeof presenceSchema>;
export type PresenceAnswer = Pick<Peer, 'id' | 'person'> | { error: { code: string; message: string } };

/** Somebody who has a run open, in one tab. */
export interface Peer extends Omit<z.output<typeof presenceSchema>, 'runId'> {
  id: string;
  /** The same in all tabs of one person. */
  person: string;
  name: string;
  /** As events name them: `user:<email>`, `token:<name>`. */
  actor: string;
}
/** Server → client: everybody who has this run open, the hearer included. */
export interface Peers {
  runId: string;
  peers: Peer[];
}

export type JoinAnswer = { lastSeq: number } | { error: { code: string; message: string } };

/** Server → client: something happened in this run; read the tail after the seq you have. */
export interface Changed {
  runId: string;
  seq: number;
}
/** Server → client: what an agent is saying. `offset` counts characters of the turn's text; a chunk at 0 starts it anew. */
export interface Words {
  runId: string;
  taskKey: string;
  epoch: number;
  turn: number;
  offset: number;
  text: string;
}
/** Server → client, room of lists: these runs moved. Coalesced to two a second. */
export interface RunsChanged {
  runIds: string[];
}

export interface ServerToClient {
  changed: (message: Changed) => void;
  words: (message: Words) => void;
  runsChanged: (message: RunsChanged) => void;
  peers: (message: Peers) => void;
}
export interface ClientToServer {
  join: (message: Join, answer: (reply: JoinAnswer) => void) => void;
  leave: (message: { runId: string }) => void;
  presence: (message: SaidPresence, answer: (reply: PresenceAnswer) => void) => void;
  joinList: (answer: (reply: { ok: true } | { error: { code: string; message: string } }) => void) => void;
  leaveList: () => void;
}

export const healthSchema = z.object({
  status: z.enum(['ok', 'unavailable']),
  database: z.enum(['ok', 'unreachable']),
  bus: z.enum(['redis', 'postgres']),
  workers: z.int(),
  model: z.string(),
  version: z.string(),
});
export type Health = z.infer<typeof healthSchema>;
