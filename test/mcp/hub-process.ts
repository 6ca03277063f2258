// A process with a hostile server and that server's child; it says their ids and then waits to be killed.
import { readMcpConfig } from '@/server/core/mcp/config';
import { definitionHash } from '@/server/core/mcp/tool-identity';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createMcpHub } from '@/server/infra/mcp/create-mcp-hub';
import { hostileServer } from './servers';

const config = readMcpConfig(JSON.stringify({ mcpServers: { bad: hostileServer() } }), process.env);
const hub = await createMcpHub({
  load: async () => ({ ...config, found: true, folder: process.cwd() }),
  clock: systemClock,
  clientVersion: 'test',
  report: () => undefined,
});
const report = await hub.list('bad');
const fork = report.tools?.find((tool) => tool.name === 'fork');
const how = { timeoutMs: 5_000, signal: new AbortController().signal, idempotencyKey: 'k' };
const answer = await hub.call({ server: 'bad', tool: 'fork', hash: fork ? definitionHash(fork) : '' }, {}, how);
const child = answer.kind === 'answered' ? Number((answer.content[0] as { text: string }).text) : null;
console.log(JSON.stringify({ server: report.pid, child }));
setInterval(() => undefined, 1_000);
