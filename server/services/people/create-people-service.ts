import type { Page } from '@/lib/contracts/common';
import type { Invitation, ListInvitations, ListPeople, Person } from '@/lib/contracts/people';
import type { Caller } from '@/server/core/access/caller';
import { listInvitations } from '@/server/repositories/invitation-repository';
import { findPerson, listPeople } from '@/server/repositories/people-repository';
import { changePerson, disablePerson, enablePerson, resetSecondFactor } from './change-person';
import type { PeopleDeps } from './deps';
import { invite, reissue, revoke } from './invite';
import { cursorOf, invitationView, noSuchUser, personView, readCursor } from './person-view';
import { acceptInvitation, lookAtInvitation, lookAtPasswordLink, makePasswordLink, takePasswordLink } from './use-links';

type Rest<F> = F extends (first: never, ...rest: infer R) => infer T ? (...rest: R) => T : never;

/** People, invitations, and the one-time links of both. */
export interface PeopleService {
  list(input: ListPeople): Promise<Page<Person>>;
  /** @throws AppError not_found */
  get(userId: string): Promise<Person>;
  change: Rest<typeof changePerson>;
  disable(userId: string, caller: Caller): Promise<Person>;
  enable(userId: string, caller: Caller): Promise<Person>;
  resetSecondFactor(userId: string, caller: Caller): Promise<Person>;
  makePasswordLink: Rest<typeof makePasswordLink>;
  invite: Rest<typeof invite>;
  listInvitations(input: ListInvitations): Promise<Page<Invitation>>;
  reissueInvitation: Rest<typeof reissue>;
  revokeInvitation: Rest<typeof revoke>;
  lookAtInvitation: Rest<typeof lookAtInvitation>;
  acceptInvitation: Rest<typeof acceptInvitation>;
  lookAtPasswordLink: Rest<typeof lookAtPasswordLink>;
  takePasswordLink: Rest<typeof takePasswordLink>;
}

export function createPeopleService(deps: PeopleDeps): PeopleService {
  return {
    async list(input) {
      const after = readCursor(input.cursor, 'email');
      const rows = await listPeople(deps.db, { q: input.q ?? null, after, limit: input.limit + 1 });
      const items = rows.slice(0, input.limit).map(personView);
      const last = items.at(-1);
      return { items, nextCursor: last && rows.length > input.limit ? cursorOf(last.email) : null };
    },
    async get(userId) {
      const row = await findPerson(deps.db, userId);
      if (!row) throw noSuchUser();
      return personView(row);
    },
    change: (input, caller) => changePerson(deps, input, caller),
    disable: (userId, caller) => disablePerson(deps, userId, caller),
    enable: (userId, caller) => enablePerson(deps, userId, caller),
    resetSecondFactor: (userId, caller) => resetSecondFactor(deps, userId, caller),
    makePasswordLink: (userId, caller, idempotency) => makePasswordLink(deps, userId, caller, idempotency),
    invite: (input, caller, idempotency) => invite(deps, input, caller, idempotency),
    async listInvitations(input) {
      const rows = await listInvitations(deps.db, { before: readCursor(input.cursor, 'id'), limit: input.limit + 1 });
      const items = rows.slice(0, input.limit).map(invitationView);
      const last = items.at(-1);
      return { items, nextCursor: last && rows.length > input.limit ? cursorOf(last.id) : null };
    },
    reissueInvitation: (invitationId, caller) => reissue(deps, invitationId, caller),
    revokeInvitation: (invitationId, caller) => revoke(deps, invitationId, caller),
    lookAtInvitation: (token) => lookAtInvitation(deps, token),
    acceptInvitation: (input) => acceptInvitation(deps, input),
    lookAtPasswordLink: (token) => lookAtPasswordLink(deps, token),
    takePasswordLink: (input) => takePasswordLink(deps, input),
  };
}
