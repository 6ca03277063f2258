import { offeredTools, toolKey } from '@/server/core/mcp/offer';
import type { OfferedTool } from '@/server/core/ports/tools';
import type { Tx } from '@/server/infra/db/tx';
import { readApprovedTools, readMcpHashes } from '@/server/repositories/mcp-repository';
import { readMcpPolicy } from './read-policy';

/** What a role may call of these servers, as the settings stand now. */
export async function readOffered(tx: Tx, defined: ReadonlySet<string>, role: string): Promise<OfferedTool[]> {
  if (defined.size === 0) return [];
  const { policy } = await readMcpPolicy(tx);
  if (!Object.values(policy.servers).some((server) => server.enabled)) return [];
  const [approved, hashes] = [await readApprovedTools(tx), await readMcpHashes(tx)];
  const current = new Map(hashes.map(({ server, name, hash }) => [toolKey(server, name), hash]));
  return offeredTools(role, { policy, defined, approved, current });
}
