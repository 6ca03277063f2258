import type { Server, Socket } from 'socket.io';
import type { ClientToServer, ServerToClient } from '@/lib/contracts/live';
import type { Handshake } from '@/server/auth/authenticate';
import type { Caller } from '@/server/core/access/caller';

interface SocketData {
  caller: Caller;
  /** What it came in with, shown again at every re-check. */
  handshake: Handshake;
  /** Packets handed to this socket that its connection has not taken yet. */
  backlog: number;
}

type Nothing = Record<string, never>;
export type LiveServer = Server<ClientToServer, ServerToClient, Nothing, SocketData>;
export type LiveSocket = Socket<ClientToServer, ServerToClient, Nothing, SocketData>;

/** Socket.IO's rooms are the only record of who watches what; their names say it all. */
export const LIST_ROOM = 'list';
const RUN = 'run:';
const WORDS = 'words:';
export const runRoom = (runId: string): string => RUN + runId;
/** All that is said in a run, or in one of its tasks. */
export const wordsRoom = (runId: string, taskKey?: string): string => WORDS + runId + (taskKey === undefined ? '' : `:${taskKey}`);
export const principalRoom = (id: string): string => `principal:${id}`;

/** The run whose room this is; null for another kind of room. */
export function runOfRoom(room: string): string | null {
  return room.startsWith(RUN) ? room.slice(RUN.length) : null;
}

/** Whose words a room wants; null for another kind of room. */
export function wantOfRoom(room: string): { runId: string; taskKey?: string } | null {
  if (!room.startsWith(WORDS)) return null;
  const [runId = '', taskKey] = room.slice(WORDS.length).split(':', 2);
  return taskKey === undefined ? { runId } : { runId, taskKey };
}

/** Leaves every room of a run's words. */
export function leaveWords(socket: LiveSocket, runId: string): void {
  for (const room of socket.rooms) if (wantOfRoom(room)?.runId === runId) void socket.leave(room);
}
