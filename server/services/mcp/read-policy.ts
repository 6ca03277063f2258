import { type McpPolicy, type McpServerPolicy, mcpPolicySchema } from '@/lib/contracts/mcp';
import type { Tx } from '@/server/infra/db/tx';
import { readSetting } from '@/server/repositories/settings-repository';

export const MCP_SETTING = 'mcp';

/** Nothing is offered by default. */
export const NO_POLICY: McpServerPolicy = { enabled: false, roles: [], callTimeoutSeconds: 60, tools: {} };

/** What the settings permit; a document that cannot be read permits nothing. */
export async function readMcpPolicy(tx: Tx): Promise<{ policy: McpPolicy; version: number }> {
  const { value, version } = await readSetting(tx, MCP_SETTING);
  const parsed = mcpPolicySchema.safeParse(value);
  return { policy: parsed.success ? parsed.data : { servers: {} }, version };
}
