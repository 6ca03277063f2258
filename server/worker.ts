import { fileURLToPath } from 'node:url';
import { createOrchestrator } from '@/server/composition';
import { ConfigError, readConfig } from '@/server/config';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createLogger } from '@/server/infra/logger/create-logger';
import { createBuiltinModel } from '@/server/infra/model/builtin-model';
import { orchestratorSettings } from '@/server/process-settings';

/** The worker process: claims tasks until SIGTERM, or until its launcher is gone. */
async function main(): Promise<void> {
  const config = readConfig(process.env, { cloneDir: fileURLToPath(new URL('..', import.meta.url)), uid: process.getuid?.() });
  const log = createLogger({ level: config.logLevel, process: 'worker' });
  const builtinModel = createBuiltinModel(config.model, { offlineCharsPerSecond: config.offlineCharsPerSecond });
  const app = createOrchestrator({
    ...orchestratorSettings(config),
    builtinModel,
    clock: systemClock,
    log,
    publicUrl: () => '',
    poolSize: 6,
  });
  const worker = await app.startWorker({ slots: config.workerConcurrency });
  const housekeeping = app.startHousekeeping();
  process.send?.({ type: 'ready' });
  log.info({ slots: config.workerConcurrency, builtinModel: builtinModel.endpoint.name }, 'worker ready');

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await Promise.all([worker.stop(), housekeeping.stop()]);
    await app.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  process.on('disconnect', () => void stop());
}

main().catch((error: unknown) => {
  console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
