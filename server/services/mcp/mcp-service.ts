import type { McpCallView, McpOverview, SaveMcpServer } from '@/lib/contracts/mcp';
import { AppError, invalidInput } from '@/lib/errors';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import type { McpConfig } from '@/server/core/mcp/config';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Database, Tx } from '@/server/infra/db/tx';
import { appendAudit } from '@/server/repositories/audit-repository';
import { approveTool, readApprovedTools, readMcpCalls, readMcpTools, wantMcpTools } from '@/server/repositories/mcp-repository';
import { saveSetting } from '@/server/repositories/settings-repository';
import { readOverview } from './read-overview';
import { MCP_SETTING, NO_POLICY, readMcpPolicy } from './read-policy';

const SHOWN_CALLS = 50;

export interface McpServiceDeps {
  db: Database;
  bus: LiveBus;
  place: { path: string; origin: 'environment' | 'data_folder' };
  /** Reads the file that defines servers, as it is now. */
  load: () => Promise<McpConfig & { found: boolean }>;
}

export interface McpService {
  overview(): Promise<McpOverview>;
  /** @throws AppError invalid_input, stale_version, conflict (a tool changed since it was read) */
  save(input: SaveMcpServer, caller: Caller): Promise<McpOverview>;
  /** Asks a worker to read the server's tools again. @throws AppError not_found, conflict (it is off) */
  refresh(server: string): Promise<McpOverview>;
  calls(server: string): Promise<McpCallView[]>;
}

/** Which tools of which servers are offered to whom. Servers themselves are defined in a file alone. */
export function createMcpService(deps: McpServiceDeps): McpService {
  const overview = async () => readOverview(deps.db, deps.place, await deps.load());
  const requireDefined = async (server: string) => {
    if (!(await deps.load()).servers.some((one) => one.name === server))
      throw new AppError('not_found', `No server "${server}" is defined.`);
  };
  const publish = () => deps.bus.publish({ kind: 'settings', key: MCP_SETTING });
  return {
    overview,
    async save(input, caller) {
      await deps.db.transaction((tx) => savePolicy(tx, input, caller));
      publish();
      return overview();
    },
    async refresh(server) {
      await requireDefined(server);
      const { policy } = await readMcpPolicy(deps.db);
      if (!policy.servers[server]?.enabled) throw new AppError('conflict', `The server "${server}" is off. Switch it on first.`);
      await wantMcpTools(deps.db, server);
      publish();
      return overview();
    },
    async calls(server) {
      await requireDefined(server);
      return readMcpCalls(deps.db, server, SHOWN_CALLS);
    },
  };
}

async function savePolicy(tx: Tx, { server, baseVersion, policy }: SaveMcpServer, caller: Caller): Promise<void> {
  const known = await readMcpPolicy(tx);
  const before = known.policy.servers[server];
  await pinTools(tx, server, policy, before, caller);
  const value = { servers: { ...known.policy.servers, [server]: policy } };
  await saveSetting(tx, { key: MCP_SETTING, value, baseVersion, actor: actorOf(caller) });
  if (policy.enabled && !before?.enabled) await wantMcpTools(tx, server);
  await appendAudit(tx, auditActorOf(caller), {
    action: 'mcp_server.change',
    target: { kind: 'mcp_server', id: server, name: server },
    before: before ?? NO_POLICY,
    after: policy,
  });
}

/** A tool is allowed as it was seen: its hash must be the server's of now, or stay what it was. */
async function pinTools(
  tx: Tx,
  server: string,
  policy: SaveMcpServer['policy'],
  before: SaveMcpServer['policy'] | undefined,
  caller: Caller,
): Promise<void> {
  const current = new Map((await readMcpTools(tx)).filter((tool) => tool.server === server).map((tool) => [tool.name, tool]));
  const approved = new Map((await readApprovedTools(tx)).filter((tool) => tool.server === server).map((tool) => [tool.name, tool]));
  for (const [name, wanted] of Object.entries(policy.tools)) {
    if (!wanted.allowed || approved.get(name)?.hash === wanted.hash) continue;
    const tool = current.get(name);
    if (!tool && before?.tools[name] === undefined) throw invalidInput(`policy.tools.${name}`, 'is no tool of this server');
    if (tool?.hash !== wanted.hash) {
      throw new AppError('conflict', `The tool "${name}" has changed since you read it. Read it again before you allow it.`);
    }
    await approveTool(tx, tool, actorOf(caller));
  }
}
