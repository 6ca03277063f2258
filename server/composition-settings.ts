import type { AgentEdits, EnvironmentFact } from '@/lib/contracts/settings';
import { rolesWith } from '@/server/auth/permissions';
import type { GivenLadder } from '@/server/core/escalation/configure-ladder';
import type { Clock } from '@/server/core/ports/clock';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { Log } from '@/server/core/ports/log';
import type { Database } from '@/server/infra/db/tx';
import {
  createGeneralSettingsService,
  type GeneralSettingsDeps,
  type GeneralSettingsService,
} from '@/server/services/settings/general-settings';
import { createLadderSettingsService, type LadderSettingsService } from '@/server/services/settings/ladder-settings';

const CHECKPOINTS = { intervalSeconds: 300, compress: true };
const DEAD_LETTERS = { retentionDays: 30, autoReplay: false };

/** The documents of the settings, wired. */
export function composeSettings(
  deps: { db: Database; bus: LiveBus; clock: Clock; log: Log },
  given: Parameters<typeof givenSettings>[0] & Parameters<typeof givenLadder>[0],
): { settings: GeneralSettingsService; ladder: LadderSettingsService } {
  const settings = createGeneralSettingsService({ ...deps, given: givenSettings(given), environment: given.environment ?? [] });
  const ladder = createLadderSettingsService({ ...deps, given: givenLadder(given), deciders: rolesWith('escalations.decide') });
  const current = () => ({ ...ladder.current(), blockThreshold: settings.current().costBlockThreshold });
  return { settings, ladder: { ...ladder, current } };
}

/** What the environment says of settings that the console has too, and whether it says so itself or by its default. */
function givenSettings(deps: {
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

/** Likewise of the ladder of escalations: only what the environment says itself. */
function givenLadder(deps: { environment?: readonly EnvironmentFact[]; escalations?: Required<GivenLadder> }): GivenLadder {
  const { escalations } = deps;
  const isSet = (name: string) => deps.environment?.some((fact) => fact.name === name && fact.isSet) ?? false;
  if (!escalations) return { seconds: {} };
  const { criticalAlwaysHuman, autoEscalateOnTimeout, seconds } = escalations;
  return {
    ...(isSet('CRITICAL_AUTO_ESCALATE_TO_HUMAN') ? { criticalAlwaysHuman } : {}),
    ...(isSet('ESCALATION_AUTO_ESCALATE_ON_TIMEOUT') ? { autoEscalateOnTimeout } : {}),
    seconds: {
      ...(isSet('SIGNALBOX_ESCALATION_AGENT_SECONDS') ? { AGENT: seconds.AGENT } : {}),
      ...(isSet('SIGNALBOX_ESCALATION_LEAD_SECONDS') ? { LEAD_AGENT: seconds.LEAD_AGENT } : {}),
      ...(isSet('SIGNALBOX_ESCALATION_HUMAN_SECONDS') ? { HUMAN: seconds.HUMAN } : {}),
    },
  };
}
