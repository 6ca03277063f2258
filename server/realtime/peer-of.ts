import { createHash } from 'node:crypto';
import type { Peer } from '@/lib/contracts/live';
import { actorOf, type Caller } from '@/server/core/access/caller';

const NAME_LENGTH = 60;

/** How others see a caller: persons by what they are called, tokens by their name. */
export function peerOf(caller: Caller): Pick<Peer, 'person' | 'name' | 'actor'> {
  const local = caller.kind === 'user' ? caller.name.split('@', 1)[0] : caller.name;
  const name = caller.displayName?.trim() || local || caller.name;
  return {
    // Colours hang on it; who it is stays with us.
    person: createHash('sha256').update(`${caller.kind}:${caller.id}`).digest('base64url').slice(0, 10),
    name: [...name].slice(0, NAME_LENGTH).join(''),
    actor: actorOf(caller),
  };
}
