import type { AccessRole } from '@/lib/contracts/access';

/** Who asks: resolved once at the door, passed down as an argument. */
export interface Caller {
  kind: 'user' | 'token';
  /** User id or token id; `environment` for the token given by SIGNALBOX_API_TOKEN. */
  id: string;
  /** E-mail of a user, name of a token. */
  name: string;
  role: AccessRole;
  /** What a person is called; tokens have none. */
  displayName?: string;
  /** Session row of a signed-in user. */
  sessionId?: string;
}

/** Who starts or changes a run: a caller, what starts runs by itself, or an agent of the run (named by its task). */
export interface Starter {
  kind: Caller['kind'] | 'schedule' | 'webhook' | 'agent';
  id: string;
  name: string;
}

/** How the event log names a caller. */
export function actorOf(caller: Starter): string {
  return `${caller.kind}:${caller.name}`;
}

/** How the audit log names a caller. */
export function auditActorOf(caller: Starter): { actor: string; actorId: string } {
  return { actor: actorOf(caller), actorId: caller.id };
}
