import type { McpPolicy, McpToolDefinition } from '@/lib/contracts/mcp';
import type { OfferedTool } from '@/server/core/ports/tools';
import { callNameOf, isRepeatable } from './tool-identity';

/** Endpoints take no more than 128 tools, and a model that reads 100 descriptions chooses badly. */
const MAX_OFFERED = 100;

export interface ApprovedTool {
  server: string;
  name: string;
  hash: string;
  definition: McpToolDefinition;
}

/**
 * Tools that a role may call: of servers that are defined and switched on for it, allowed by a person, and still what that person
 * saw (`current` holds the hashes of what servers say now). By name, so that a request does not change for nothing.
 */
export function offeredTools(
  role: string,
  known: { policy: McpPolicy; defined: ReadonlySet<string>; approved: readonly ApprovedTool[]; current: ReadonlyMap<string, string> },
): OfferedTool[] {
  const offered: OfferedTool[] = [];
  for (const { server, name, hash, definition } of known.approved) {
    const policy = known.policy.servers[server];
    const tool = policy?.tools[name];
    if (!policy?.enabled || !known.defined.has(server) || !policy.roles.some((one) => one === role)) continue;
    if (!tool?.allowed || tool.hash !== hash || known.current.get(toolKey(server, name)) !== hash) continue;
    offered.push({
      server,
      tool: name,
      hash,
      definition: {
        name: callNameOf(server, name),
        description: definition.description || definition.title || name,
        parameters: parametersOf(definition.inputSchema),
      },
      askFirst: tool.askFirst,
      repeatable: isRepeatable(definition),
      timeoutMs: policy.callTimeoutSeconds * 1_000,
    });
  }
  return offered.sort((a, b) => (a.definition.name < b.definition.name ? -1 : 1)).slice(0, MAX_OFFERED);
}

export const toolKey = (server: string, tool: string): string => JSON.stringify([server, tool]);

/** As endpoints want parameters: an object with its properties, without the dialect's address. */
function parametersOf(inputSchema: Record<string, unknown>): Record<string, unknown> {
  const { $schema: _dialect, ...schema } = inputSchema;
  return { properties: {}, ...schema, type: 'object' };
}
