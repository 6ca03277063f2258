import type { McpServerDefinition } from '@/server/core/mcp/config';
import type { Clock } from '@/server/core/ports/clock';
import type { McpHub, McpReport } from '@/server/core/ports/tools';
import { createGroupGuard } from './group-guard';
import type { LoadedMcpConfig } from './load-config';
import { ServerHandle } from './server-handle';

export interface McpHubDeps {
  load: () => Promise<LoadedMcpConfig>;
  clock: Clock;
  clientVersion: string;
  report: (server: string, report: McpReport) => void;
}

/** The worker's clients. Nothing is started until somebody asks. */
export async function createMcpHub(deps: McpHubDeps): Promise<McpHub> {
  const guard = createGroupGuard();
  let config = await deps.load();
  const handles = new Map<string, ServerHandle>();

  const handleOf = (name: string): ServerHandle | null => {
    const known = handles.get(name);
    if (known) return known;
    const definition = config.servers.find((server) => server.name === name);
    if (!definition) return null;
    const { clock, clientVersion } = deps;
    const handle = new ServerHandle(definition, {
      guard,
      clock,
      clientVersion,
      folder: config.folder,
      report: (report) => deps.report(name, report),
    });
    handles.set(name, handle);
    return handle;
  };
  const stop = async (name: string): Promise<void> => {
    const handle = handles.get(name);
    handles.delete(name);
    await handle?.close();
  };
  const undefinedNow = (name: string) => `the server ${name} is not defined on this worker`;
  return {
    servers: () => config.servers,
    async reload() {
      config = await deps.load();
      const changed = [...handles.values()].filter((handle) => !config.servers.some((server) => isSame(server, handle.definition)));
      await Promise.all(changed.map((handle) => stop(handle.definition.name)));
    },
    async list(server) {
      const handle = handleOf(server);
      if (handle) return handle.list();
      const report: McpReport = { status: 'failed', error: undefinedNow(server), version: null, pid: null, tools: null };
      deps.report(server, report);
      return report;
    },
    async call({ server, ...at }, given, how) {
      const handle = handleOf(server);
      return handle ? handle.call(at, given, how) : { kind: 'fault', message: undefinedNow(server) };
    },
    stop,
    async close() {
      await Promise.all([...handles.keys()].map(stop));
      guard.close();
    },
  };
}

const isSame = (one: McpServerDefinition, other: McpServerDefinition): boolean => JSON.stringify(one) === JSON.stringify(other);
