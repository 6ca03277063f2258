import { z } from 'zod';
import {
  agentFiguresSchema,
  agentRecordSchema,
  agentRoleSchema,
  agentVersionIdSchema,
  agentVersionSchema,
  agentVersionSummarySchema,
  agentViewSchema,
  listAgentsSchema,
  listAgentVersionsSchema,
  resetAgentSchema,
  restoreAgentSchema,
  updateAgentSchema,
} from '@/lib/contracts/agent';
import { pageOf } from '@/lib/contracts/common';
import { procedure, router } from '../trpc';

export const agentsRouter = router({
  list: procedure('runs.read', { method: 'GET', path: '/agents', summary: 'List the roles of agents as they are now' })
    .input(listAgentsSchema.prefault({}))
    .output(pageOf(agentViewSchema))
    .query(({ ctx, input }) => ctx.services.agents.list(input)),

  get: procedure('runs.read', { method: 'GET', path: '/agents/{role}', summary: 'Read a role as it is now' })
    .input(agentRoleSchema)
    .output(agentViewSchema)
    .query(({ ctx, input }) => ctx.services.agents.get(input.role)),

  update: procedure('agents.manage', {
    method: 'PUT',
    path: '/agents/{role}',
    summary: 'Change a role: what is left out stays. Runs that began keep what they began with',
  })
    .input(updateAgentSchema)
    .output(agentViewSchema)
    .mutation(({ ctx, input }) => ctx.services.agents.update(input, ctx.caller)),

  versions: procedure('runs.read', { method: 'GET', path: '/agents/{role}/versions', summary: 'List the versions of a role, newest first' })
    .input(listAgentVersionsSchema)
    .output(pageOf(agentVersionSummarySchema))
    .query(({ ctx, input }) => ctx.services.agents.versions(input)),

  version: procedure('runs.read', {
    method: 'GET',
    path: '/agents/{role}/versions/{version}',
    summary: 'Read one version of a role; 0 is the shipped one',
  })
    .input(agentVersionIdSchema)
    .output(agentVersionSchema)
    .query(({ ctx, input }) => ctx.services.agents.version(input.role, input.version)),

  restore: procedure('agents.manage', {
    method: 'POST',
    path: '/agents/{role}/restore',
    summary: 'Make an older version of a role the newest one',
  })
    .input(restoreAgentSchema)
    .output(agentViewSchema)
    .mutation(({ ctx, input }) => ctx.services.agents.restore(input, ctx.caller)),

  figures: procedure('runs.read')
    .output(z.array(agentFiguresSchema))
    .query(({ ctx }) => ctx.services.agents.figures()),

  record: procedure('runs.read', { method: 'GET', path: '/agents/{role}/record', summary: 'What a role did in the last 30 days' })
    .input(agentRoleSchema)
    .output(agentRecordSchema)
    .query(({ ctx, input }) => ctx.services.agents.record(input.role)),

  reset: procedure('agents.manage', {
    method: 'POST',
    path: '/agents/{role}/reset',
    summary: 'Let a role follow its shipped definition again',
  })
    .input(resetAgentSchema)
    .output(agentViewSchema)
    .mutation(({ ctx, input }) => ctx.services.agents.restore({ ...input, version: 0 }, ctx.caller)),
});
