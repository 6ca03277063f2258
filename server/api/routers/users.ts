import { pageOf } from '@/lib/contracts/common';
import { changePersonSchema, listPeopleSchema, oneTimeLinkSchema, personSchema, userIdSchema } from '@/lib/contracts/people';
import { idempotencyOf, procedure, router } from '../trpc';

export const usersRouter = router({
  list: procedure('users.manage', { method: 'GET', path: '/users', summary: 'List people by e-mail address' })
    .input(listPeopleSchema.prefault({}))
    .output(pageOf(personSchema))
    .query(({ ctx, input }) => ctx.services.people.list(input)),

  get: procedure('users.manage', { method: 'GET', path: '/users/{userId}', summary: 'Read a person' })
    .input(userIdSchema)
    .output(personSchema)
    .query(({ ctx, input }) => ctx.services.people.get(input.userId)),

  change: procedure('users.manage', { method: 'PATCH', path: '/users/{userId}', summary: 'Change the role or the name of a person' })
    .input(changePersonSchema)
    .output(personSchema)
    .mutation(({ ctx, input }) => ctx.services.people.change(input, ctx.caller)),

  disable: procedure('users.manage', {
    method: 'POST',
    path: '/users/{userId}/disable',
    summary: 'End the sessions of a person and let nobody in as them; their tokens rest',
  })
    .input(userIdSchema)
    .output(personSchema)
    .mutation(({ ctx, input }) => ctx.services.people.disable(input.userId, ctx.caller)),

  enable: procedure('users.manage', { method: 'POST', path: '/users/{userId}/enable', summary: 'Let a disabled person in again' })
    .input(userIdSchema)
    .output(personSchema)
    .mutation(({ ctx, input }) => ctx.services.people.enable(input.userId, ctx.caller)),

  /** `url` is in this answer alone: only its hash is kept. */
  passwordLink: procedure('users.manage', {
    method: 'POST',
    path: '/users/{userId}/password-link',
    status: 201,
    idempotent: true,
    summary: 'Make a one-time link to a new password (24 h); the ones before it end',
  })
    .input(userIdSchema)
    .output(oneTimeLinkSchema)
    .mutation(({ ctx, input }) => ctx.services.people.makePasswordLink(input.userId, ctx.caller, idempotencyOf(ctx, input))),

  resetTwoFactor: procedure('users.manage', {
    method: 'POST',
    path: '/users/{userId}/reset-two-factor',
    summary: 'Turn two-factor sign-in off for somebody who lost it, and end their sessions',
  })
    .input(userIdSchema)
    .output(personSchema)
    .mutation(({ ctx, input }) => ctx.services.people.resetSecondFactor(input.userId, ctx.caller)),
});
