import { createOrchestrator, type Orchestrator } from '@/server/composition';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createBuiltinModel } from '@/server/infra/model/builtin-model';
import { createTestDatabase } from './database';

/** The whole product without a web server, on a database of its own and the offline model; `close` drops both. */
export async function openOrchestrator({ poolSize = 8 } = {}): Promise<{ app: Orchestrator; url: string; close(): Promise<void> }> {
  const database = await createTestDatabase();
  const app = createOrchestrator({
    ...{ databaseUrl: database.url, databaseDirectUrl: database.url, redisUrl: null, poolSize },
    builtinModel: createBuiltinModel(null, { offlineCharsPerSecond: 0 }),
    clock: systemClock,
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    ...{ secret: 'a secret of the tests, long enough', secure: false, apiToken: null, requestsPerSecond: 100 },
    mcpConfig: { path: '/nonexistent/mcp.json', origin: 'data_folder' },
    ...{ leaseMs: 15_000, costBlockThreshold: 1, version: 'test', publicUrl: () => 'http://box' },
  });
  return {
    app,
    url: database.url,
    async close() {
      await app.close();
      await database.drop();
    },
  };
}
