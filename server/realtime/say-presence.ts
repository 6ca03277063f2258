import { type PresenceAnswer, presenceSchema } from '@/lib/contracts/live';
import { AppError } from '@/lib/errors';
import type { Clock } from '@/server/core/ports/clock';
import { peerOf } from './peer-of';
import type { Presence } from './presence';
import { type LiveSocket, runRoom } from './rooms';

/** Clients say at most five a second; who says more is not heard. */
const MAX_PER_WINDOW = 40;
const WINDOW_MS = 4_000;

interface SayDeps {
  presence: Presence;
  clock: Clock;
  mayRead(socket: LiveSocket): boolean;
  mayWrite(socket: LiveSocket): boolean;
}

/** What one socket says of itself. */
export function createSayPresence(
  socket: LiveSocket,
  { presence, clock, mayRead, mayWrite }: SayDeps,
): (message: unknown) => PresenceAnswer {
  let windowFrom = Number.NEGATIVE_INFINITY;
  let said = 0;

  function assertSlow(): void {
    const now = clock.now();
    if (now - windowFrom >= WINDOW_MS) {
      windowFrom = now;
      said = 0;
    }
    said += 1;
    if (said > MAX_PER_WINDOW) throw new AppError('too_many_requests', `at most ${MAX_PER_WINDOW} in ${WINDOW_MS / 1_000} seconds`);
  }

  return (message) => {
    assertSlow();
    const parsed = presenceSchema.safeParse(message);
    if (!parsed.success) {
      throw new AppError('invalid_input', parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; '));
    }
    const { runId: given, ...state } = parsed.data;
    const runId = given.toLowerCase();
    if (!mayRead(socket)) throw new AppError('forbidden', 'this needs the permission runs.read');
    if (state.mode === 'editing' && !mayWrite(socket)) throw new AppError('forbidden', 'editing needs the permission runs.write');
    if (!socket.rooms.has(runRoom(runId))) throw new AppError('conflict', 'join the run first');
    const { id, person } = presence.say(socket.id, runId, { ...state, ...peerOf(socket.data.caller) });
    return { id, person };
  };
}
