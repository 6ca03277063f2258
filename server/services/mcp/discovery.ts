import { definitionHash } from '@/server/core/mcp/tool-identity';
import type { Clock } from '@/server/core/ports/clock';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { McpHub, McpReport } from '@/server/core/ports/tools';
import type { Database } from '@/server/infra/db/tx';
import { saveMcpReport, takeWantedServers } from '@/server/repositories/mcp-repository';
import { MCP_SETTING, readMcpPolicy } from './read-policy';

/** A message may get lost; a person who looks at "asked for" will not wait longer than this. */
const LOOK_MS = 10_000;

/** Writes what a worker saw of a server, one report after the other, where the settings page reads it. */
export function createMcpReporter(deps: { db: Database; log: Log; workerId: string }): (server: string, report: McpReport) => void {
  let last: Promise<void> = Promise.resolve();
  return (server, report) => {
    const tools = report.tools?.map((definition) => ({ name: definition.name, hash: definitionHash(definition), definition })) ?? null;
    const error = report.error?.replaceAll('\u0000', '') ?? null;
    last = last
      .then(() => deps.db.transaction((tx) => saveMcpReport(tx, server, { ...report, error, tools, workerId: deps.workerId })))
      .catch((fault: unknown) => deps.log.warn({ err: fault, server }, 'what a server of tools told was not stored'));
  };
}

/** Asks servers for their tools when the settings page wants to know, and stops those that are switched off. */
export async function startMcpDiscovery(deps: {
  db: Database;
  bus: LiveBus;
  hub: McpHub;
  clock: Clock;
  log: Log;
}): Promise<{ stop(): Promise<void> }> {
  const { db, bus, hub, clock, log } = deps;
  const stopping = new AbortController();
  let isLooking = false;
  let again = false;

  async function lookOnce(heard: boolean): Promise<void> {
    if (heard) {
      await hub.reload();
      const { policy } = await readMcpPolicy(db);
      const off = hub.servers().filter(({ name }) => policy.servers[name]?.enabled === false);
      await Promise.all(off.map(({ name }) => hub.stop(name)));
    }
    const names = hub.servers().map((server) => server.name);
    if (names.length === 0) return;
    const wanted = await takeWantedServers(db, names);
    await Promise.all(wanted.map((name) => hub.list(name)));
  }
  async function look(heard: boolean): Promise<void> {
    again ||= heard;
    if (isLooking) return;
    isLooking = true;
    do {
      const hear = again;
      again = false;
      await lookOnce(hear).catch((error: unknown) =>
        log.warn({ err: error }, 'servers of tools were not looked after; the next round does'),
      );
    } while (again);
    isLooking = false;
  }
  const unsubscribe = await bus.subscribe((message) => {
    if (message.kind === 'settings' && message.key === MCP_SETTING) void look(true);
  });
  const rounds = (async () => {
    while (!stopping.signal.aborted) {
      void look(false);
      await clock.sleep(LOOK_MS, stopping.signal).catch(() => undefined);
    }
  })();
  return {
    async stop() {
      stopping.abort();
      await unsubscribe();
      await rounds;
    },
  };
}
