import type { Clock } from '@/server/core/ports/clock';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { ToolProvider } from '@/server/core/ports/tools';
import type { Database } from '@/server/infra/db/tx';
import { createMcpHub } from '@/server/infra/mcp/create-mcp-hub';
import { loadMcpConfig, type McpConfigPlace } from '@/server/infra/mcp/load-config';
import { createMcpReporter, startMcpDiscovery } from '@/server/services/mcp/discovery';
import { createToolProvider } from '@/server/services/mcp/tool-provider';
import type { Worker } from '@/server/worker/create-worker';

/** A worker's tools from outside, wired: clients of MCP servers, what permits them, and who answers the settings page. */
export async function openTools(deps: {
  db: Database;
  bus: LiveBus;
  clock: Clock;
  log: Log;
  workerId: string;
  version: string;
  mcpConfig: McpConfigPlace;
}): Promise<{ tools: ToolProvider; close(): Promise<void> }> {
  const { db, bus, clock, log } = deps;
  const hub = await createMcpHub({
    load: () => loadMcpConfig(deps.mcpConfig, process.env),
    clock,
    clientVersion: deps.version,
    report: createMcpReporter(deps),
  });
  const discovery = await startMcpDiscovery({ db, bus, hub, clock, log });
  return {
    tools: createToolProvider({ db, hub, clock, log }),
    async close() {
      await discovery.stop();
      await hub.close();
    },
  };
}

/** A worker whose agents have these tools; they end after it. */
export async function withTools(deps: Parameters<typeof openTools>[0], open: (tools: ToolProvider) => Promise<Worker>): Promise<Worker> {
  const { tools, close } = await openTools(deps);
  const worker = await open(tools);
  return {
    async stop() {
      await worker.stop();
      await close();
    },
  };
}
