import { fileURLToPath } from 'node:url';
import { createOrchestrator } from '@/server/composition';
import { ConfigError, readConfig } from '@/server/config';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createLogger } from '@/server/infra/logger/create-logger';
import { createModelClient } from '@/server/infra/model/create-model-client';
import { endpointModelConfig, offlineModelConfig } from '@/server/infra/model/model-config';
import { startOfflineModel } from '@/server/infra/offline-model/start-offline-model';
import { orchestratorSettings } from '@/server/process-settings';

/** The worker process: claims tasks until SIGTERM, or until its launcher is gone. */
async function main(): Promise<void> {
  const config = readConfig(process.env, { cloneDir: fileURLToPath(new URL('..', import.meta.url)), uid: process.getuid?.() });
  const log = createLogger({ level: config.logLevel, process: 'worker' });
  const offline = config.model ? null : await startOfflineModel({ port: 0, charsPerSecond: config.offlineCharsPerSecond });
  const modelConfig = config.model ? endpointModelConfig(config.model) : offlineModelConfig(offline?.url ?? '');
  const model = createModelClient(modelConfig, { clock: systemClock });
  const app = createOrchestrator({ ...orchestratorSettings(config), model, clock: systemClock, log, publicUrl: () => '', poolSize: 6 });
  const worker = await app.startWorker({ slots: config.workerConcurrency });
  const housekeeping = app.startHousekeeping();
  process.send?.({ type: 'ready' });
  log.info({ slots: config.workerConcurrency, model: model.label }, 'worker ready');

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await Promise.all([worker.stop(), housekeeping.stop()]);
    await app.close();
    await offline?.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  process.on('disconnect', () => void stop());
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
