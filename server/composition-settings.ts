import type { AgentEdits, EnvironmentFact } from '@/lib/contracts/settings';
import type { GeneralSettingsDeps } from '@/server/services/settings/general-settings';

const CHECKPOINTS = { intervalSeconds: 300, compress: true };
const DEAD_LETTERS = { retentionDays: 30, autoReplay: false };

/** What the environment says of settings that the console has too, and whether it says so itself or by its default. */
export function givenSettings(deps: {
  environment?: readonly EnvironmentFact[];
  costBlockThreshold: number;
  deadLetters?: { retentionDays: number; autoReplay: boolean };
  checkpoints?: { intervalSeconds: number; compress: boolean };
  agentEdits?: AgentEdits;
}): GeneralSettingsDeps['given'] {
  const isSet = (name: string) => deps.environment?.some((fact) => fact.name === name && fact.isSet) ?? false;
  const { retentionDays, autoReplay } = deps.deadLetters ?? DEAD_LETTERS;
  const { intervalSeconds, compress } = deps.checkpoints ?? CHECKPOINTS;
  return {
    costBlockThreshold: { value: deps.costBlockThreshold, fromEnvironment: isSet('COST_BLOCK_THRESHOLD') },
    dlqRetentionDays: { value: retentionDays, fromEnvironment: isSet('DLQ_RETENTION_DAYS') },
    checkpointIntervalSeconds: { value: intervalSeconds, fromEnvironment: isSet('AUTO_CHECKPOINT_INTERVAL') },
    checkpointCompression: { value: compress, fromEnvironment: isSet('CHECKPOINT_COMPRESSION') },
    agentEdits: { value: deps.agentEdits ?? 'ask', fromEnvironment: isSet('SIGNALBOX_AGENT_EDITS') },
    dlqAutoReplay: { value: autoReplay, fromEnvironment: isSet('DLQ_AUTO_REPLAY_ENABLED') },
  };
}
