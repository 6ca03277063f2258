import { z } from 'zod';
import { mcpCallViewSchema, mcpOverviewSchema, mcpServerNameSchema, saveMcpServerSchema } from '@/lib/contracts/mcp';
import { procedure, router } from '../trpc';

const serverSchema = z.strictObject({ server: mcpServerNameSchema });

/** Which tools of MCP servers are offered to whom. Servers are defined in a file alone: they are commands. */
export const mcpRouter = router({
  overview: procedure('settings.manage', {
    method: 'GET',
    path: '/mcp/servers',
    summary: 'List MCP servers with their tools and permissions',
  })
    .output(mcpOverviewSchema)
    .query(({ ctx }) => ctx.services.mcp.overview()),

  save: procedure('settings.manage', {
    method: 'PUT',
    path: '/mcp/servers/{server}',
    summary: 'Set which tools of a server are offered to whom',
  })
    .input(saveMcpServerSchema)
    .output(mcpOverviewSchema)
    .mutation(({ ctx, input }) => ctx.services.mcp.save(input, ctx.caller)),

  refresh: procedure('settings.manage', {
    method: 'POST',
    path: '/mcp/servers/{server}/refresh',
    summary: 'Ask a server for its tools again',
  })
    .input(serverSchema)
    .output(mcpOverviewSchema)
    .mutation(({ ctx, input }) => ctx.services.mcp.refresh(input.server)),

  calls: procedure('settings.manage', { method: 'GET', path: '/mcp/servers/{server}/calls', summary: 'List the latest calls of a server' })
    .input(serverSchema)
    .output(z.object({ items: z.array(mcpCallViewSchema) }))
    .query(async ({ ctx, input }) => ({ items: await ctx.services.mcp.calls(input.server) })),
});
