import { VERSION } from '@/lib/version';
import type { OrchestratorDeps } from '@/server/composition';
import type { Config } from '@/server/config';
import { environmentFacts } from '@/server/environment-facts';

type Settings = Omit<OrchestratorDeps, 'builtinModel' | 'clock' | 'log' | 'publicUrl' | 'poolSize'>;

/** What both processes take from the configuration. @throws Error where the launcher's part is missing */
export function orchestratorSettings(config: Config): Settings {
  if (!config.databaseUrl || !config.authSecret) {
    throw new Error('DATABASE_URL and NEXTAUTH_SECRET are not set: start with "npm start" or "npm run worker", which give them.');
  }
  return {
    databaseUrl: config.databaseUrl,
    databaseDirectUrl: config.databaseDirectUrl ?? config.databaseUrl,
    redisUrl: config.redisUrl,
    secret: config.authSecret,
    secure: config.publicUrl?.startsWith('https:') ?? false,
    apiToken: config.apiToken,
    requestsPerSecond: config.requestsPerSecond,
    sso: config.sso,
    leaseMs: config.leaseMs,
    mcpConfig: config.mcpConfig,
    checkpoints: { intervalSeconds: config.autoCheckpointIntervalMs / 1000, compress: config.checkpointCompression },
    costBlockThreshold: config.costBlockThreshold,
    deadLetters: { retentionDays: config.deadLetterRetentionDays, autoReplay: config.deadLetterAutoReplay },
    agentEdits: config.agentEdits,
    notifications: config.notifications,
    escalations: {
      criticalAlwaysHuman: config.criticalAlwaysHuman,
      autoEscalateOnTimeout: config.escalationAutoEscalate,
      seconds: config.escalationSeconds,
    },
    environment: environmentFacts(process.env),
    version: VERSION,
  };
}
