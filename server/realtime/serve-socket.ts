import { type Join, joinSchema } from '@/lib/contracts/live';
import { runIdSchema } from '@/lib/contracts/run';
import { AppError } from '@/lib/errors';
import type { Clock } from '@/server/core/ports/clock';
import type { Log } from '@/server/core/ports/log';
import type { Presence } from './presence';
import { LIST_ROOM, type LiveSocket, leaveWords, principalRoom, runOfRoom, runRoom, wordsRoom } from './rooms';
import type { RunSeqs } from './run-seqs';
import { createSayPresence } from './say-presence';

const MAX_RUNS_PER_SOCKET = 50;
const MAX_WAITING_REQUESTS = 100;

export interface ServeDeps {
  seqs: RunSeqs;
  presence: Presence;
  clock: Clock;
  mayRead(socket: LiveSocket): boolean;
  mayWrite(socket: LiveSocket): boolean;
  /** The last seq of each run that is there. */
  lastSeqOf(runIds: string[]): Promise<Map<string, number>>;
  /** Somebody wants these words from now on, and what is said so far. */
  onWordsWanted(runId: string, taskKey: string | undefined): void;
  log: Log;
}

type Reply = (reply: never) => void;

/** One socket's requests, one after another: a `leave` that follows a slow `join` must not be overtaken by it. */
export function serveSocket(socket: LiveSocket, deps: ServeDeps): void {
  const { caller } = socket.data;
  void socket.join([principalRoom(caller.id), ...(caller.sessionId ? [principalRoom(caller.sessionId)] : [])]);
  countBacklog(socket);

  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  function inTurn(work: () => Promise<unknown> | unknown, answer: unknown): void {
    const reply = (value: unknown) => {
      if (typeof answer === 'function') (answer as Reply)(value as never);
    };
    if (waiting >= MAX_WAITING_REQUESTS) {
      reply(errorReply(new AppError('too_many_requests', 'too many requests at once')));
      return;
    }
    waiting += 1;
    last = last
      .then(work)
      .then(reply, (error: unknown) => {
        if (!(error instanceof AppError)) deps.log.error({ error: String(error) }, 'a live request failed');
        reply(errorReply(error));
      })
      .then(() => {
        waiting -= 1;
      });
  }

  // What arrives is anybody's: the types of the contract are what is promised, not what comes.
  socket.on('join', (message: unknown, answer: unknown) => inTurn(() => join(socket, parseJoin(message), deps), answer));
  socket.on('leave', (message: unknown) => {
    inTurn(() => {
      const parsed = runIdSchema.safeParse(message);
      if (parsed.success) leave(socket, parsed.data.runId.toLowerCase(), deps);
    }, undefined);
  });
  const sayPresence = createSayPresence(socket, deps);
  socket.on('presence', (message: unknown, answer: unknown) => inTurn(() => sayPresence(message), answer));
  socket.on('disconnect', () => deps.presence.leave(socket.id));
  socket.on('joinList', (answer: unknown) => {
    inTurn(async () => {
      assertMayRead(socket, deps);
      await socket.join(LIST_ROOM);
      return { ok: true };
    }, answer);
  });
  socket.on('leaveList', () => inTurn(() => socket.leave(LIST_ROOM), undefined));
}

function parseJoin(message: unknown): Required<Pick<Join, 'after' | 'runId'>> & Pick<Join, 'words'> {
  const parsed = joinSchema.safeParse(message);
  if (parsed.success) return { ...parsed.data, runId: parsed.data.runId.toLowerCase() };
  throw new AppError('invalid_input', parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
}

async function join(socket: LiveSocket, request: ReturnType<typeof parseJoin>, deps: ServeDeps): Promise<{ lastSeq: number }> {
  const { runId, after, words } = request;
  assertMayRead(socket, deps);
  const joined = [...socket.rooms].flatMap((room) => runOfRoom(room) ?? []);
  if (!joined.includes(runId) && joined.length >= MAX_RUNS_PER_SOCKET) {
    throw new AppError('too_many_requests', `a connection follows at most ${MAX_RUNS_PER_SOCKET} runs`);
  }
  const lastSeq = await enterRun(socket, runId, deps);
  leaveWords(socket, runId);
  if (words !== false) {
    await socket.join(wordsRoom(runId, words));
    deps.onWordsWanted(runId, words);
  }
  // After the answer, which leaves in this same turn of the loop.
  if (lastSeq > after) setImmediate(() => socket.emit('changed', { runId, seq: lastSeq }));
  const peers = deps.presence.of(runId);
  if (peers.length > 0) setImmediate(() => socket.emit('peers', { runId, peers }));
  return { lastSeq };
}

/** Facts that come while the row is read count too, so that nothing falls between the reading and the room. */
async function enterRun(socket: LiveSocket, runId: string, { seqs, lastSeqOf }: ServeDeps): Promise<number> {
  seqs.follow(runId);
  try {
    const row = (await lastSeqOf([runId])).get(runId);
    if (row === undefined) throw new AppError('not_found', 'there is no such run');
    if (!socket.connected) throw new AppError('gone', 'the connection has ended');
    // Again, in case the last member left meanwhile.
    seqs.follow(runId);
    seqs.advance(runId, row);
    await socket.join(runRoom(runId));
    return seqs.of(runId);
  } finally {
    if (!socket.nsp.adapter.rooms.has(runRoom(runId))) seqs.forget(runId);
  }
}

function leave(socket: LiveSocket, runId: string, { presence }: ServeDeps): void {
  presence.leave(socket.id, runId);
  leaveWords(socket, runId);
  void socket.leave(runRoom(runId));
}

function assertMayRead(socket: LiveSocket, deps: ServeDeps): void {
  if (!deps.mayRead(socket)) throw new AppError('forbidden', 'this needs the permission runs.read');
}

function errorReply(error: unknown) {
  if (error instanceof AppError) return { error: { code: error.code, message: error.message } };
  return { error: { code: 'unavailable', message: 'the server could not answer; try again' } };
}

/** Engine.IO says when a packet is queued and when the queue was handed to the connection. */
function countBacklog(socket: LiveSocket): void {
  socket.conn.on('packetCreate', () => {
    socket.data.backlog += 1;
  });
  socket.conn.on('drain', () => {
    socket.data.backlog = 0;
  });
}
