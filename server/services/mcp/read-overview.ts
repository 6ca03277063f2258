import type { McpOverview, McpServerPolicy, McpServerView, McpToolView } from '@/lib/contracts/mcp';
import type { McpConfig } from '@/server/core/mcp/config';
import type { ApprovedTool } from '@/server/core/mcp/offer';
import { callNameOf } from '@/server/core/mcp/tool-identity';
import type { Tx } from '@/server/infra/db/tx';
import { type McpServerRow, type McpToolRow, readApprovedTools, readMcpServers, readMcpTools } from '@/server/repositories/mcp-repository';
import { NO_POLICY, readMcpPolicy } from './read-policy';

/** Servers of the file and those that the settings still know, with what workers saw of them. */
export async function readOverview(
  tx: Tx,
  place: { path: string; origin: McpOverview['origin'] },
  config: McpConfig & { found: boolean },
): Promise<McpOverview> {
  const { policy, version } = await readMcpPolicy(tx);
  const rows = new Map((await readMcpServers(tx)).map((row) => [row.name, row]));
  const tools = await readMcpTools(tx);
  const approved = await readApprovedTools(tx);
  const names = [...new Set([...config.servers.map((server) => server.name), ...Object.keys(policy.servers)])];
  return {
    configPath: place.path,
    origin: place.origin,
    found: config.found,
    problems: config.problems,
    version,
    servers: names.map((name) => {
      const definition = config.servers.find((server) => server.name === name);
      const own = policy.servers[name] ?? NO_POLICY;
      return {
        ...toStanding(name, rows.get(name)),
        transport: definition?.transport ?? null,
        target: definition?.shown.target ?? '',
        given: definition?.shown.given ?? [],
        policy: own,
        tools: toolViews(
          name,
          own,
          tools.filter((tool) => tool.server === name),
          approved.filter((tool) => tool.server === name),
        ),
      };
    }),
  };
}

function toStanding(
  name: string,
  row: McpServerRow | undefined,
): Omit<McpServerView, 'transport' | 'target' | 'given' | 'policy' | 'tools'> {
  return {
    name,
    status: row?.status ?? 'unknown',
    error: row?.error ?? null,
    version: row?.version ?? null,
    pid: row?.pid ?? null,
    startedAt: row?.started_at?.toISOString() ?? null,
    listedAt: row?.listed_at?.toISOString() ?? null,
    refreshing: row?.wanted_at != null,
  };
}

function toolViews(server: string, policy: McpServerPolicy, current: McpToolRow[], approved: ApprovedTool[]): McpToolView[] {
  const seen = current.map((tool) =>
    toolView(
      server,
      tool,
      policy.tools[tool.name],
      approved.find((one) => one.name === tool.name),
    ),
  );
  const gone = approved
    .filter((tool) => policy.tools[tool.name]?.allowed && !current.some((one) => one.name === tool.name))
    .map((tool): McpToolView => ({ ...toolView(server, tool, policy.tools[tool.name], undefined), standing: 'gone' }));
  return [...seen, ...gone].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function toolView(
  server: string,
  { name, hash, definition }: McpToolRow | ApprovedTool,
  policy: McpServerPolicy['tools'][string] | undefined,
  approved: ApprovedTool | undefined,
): McpToolView {
  const changed = policy?.allowed === true && policy.hash !== hash;
  return {
    name,
    callName: callNameOf(server, name),
    definition,
    hash,
    standing: changed ? 'changed' : policy?.allowed ? 'allowed' : 'not_allowed',
    // What does not promise to read only is asked about, unless a person said otherwise.
    askFirst: policy?.askFirst ?? definition.annotations.readOnlyHint !== true,
    approved: changed ? (approved?.definition ?? null) : null,
  };
}
