import type { EnvironmentFact } from '@/lib/contracts/settings';

type Description = [name: string, meaning: string, kind: 'plain' | 'secret' | 'address', fallback: string | null];

/** What an operator may want to know of how this installation was started. */
const DESCRIPTIONS: readonly Description[] = [
  ['PORT', 'Web port', 'plain', '3000'],
  ['HOST', 'Web address', 'plain', '127.0.0.1'],
  ['NEXTAUTH_URL', 'Address that people type', 'plain', null],
  ['SIGNALBOX_ALLOWED_HOSTS', 'Further host names that are answered', 'plain', null],
  ['DATABASE_URL', 'PostgreSQL', 'address', 'embedded'],
  ['DATABASE_DIRECT_URL', 'PostgreSQL without a pooler', 'address', null],
  ['REDIS_URL', 'Redis for live messages', 'address', 'embedded where there is one'],
  ['OPENAI_BASE_URL', 'Model endpoint', 'address', 'the offline model'],
  ['OPENAI_API_KEY', 'Key of the model endpoint', 'secret', null],
  ['SIGNALBOX_MODEL_ECONOMY', 'Model of the tier economy', 'plain', null],
  ['SIGNALBOX_MODEL_STANDARD', 'Model of the tier standard', 'plain', null],
  ['SIGNALBOX_MODEL_PREMIUM', 'Model of the tier premium', 'plain', null],
  ['SIGNALBOX_ADMIN_EMAIL', 'Administrator made at the start', 'plain', null],
  ['SIGNALBOX_ADMIN_PASSWORD', 'Password of that administrator', 'secret', null],
  ['SIGNALBOX_API_TOKEN', 'Token of an administrator', 'secret', null],
  ['SIGNALBOX_WORKERS', 'Worker processes', 'plain', '1'],
  ['SIGNALBOX_WORKER_CONCURRENCY', 'Tasks that a worker runs at once', 'plain', '16'],
  ['SIGNALBOX_LEASE_SECONDS', 'How long a silent worker keeps its tasks', 'plain', '15'],
  ['SIGNALBOX_REQUESTS_PER_SECOND', 'Requests a second of one token or session', 'plain', '200'],
  ['SIGNALBOX_MCP_CONFIG', 'File that defines MCP servers', 'plain', null],
  ['SIGNALBOX_OIDC_ISSUER', 'Single sign-on', 'plain', null],
  ['COST_BLOCK_THRESHOLD', 'Part of a budget at which a run pauses', 'plain', '1'],
  ['AUTO_CHECKPOINT_INTERVAL', 'Seconds between automatic checkpoints', 'plain', '300'],
  ['CHECKPOINT_COMPRESSION', 'Whether checkpoints are compressed', 'plain', 'true'],
  ['SIGNALBOX_AGENT_EDITS', 'Whether edits that agents propose ask a person, or are applied', 'plain', 'ask'],
  ['DLQ_RETENTION_DAYS', 'Days that dead letters are kept', 'plain', '30'],
  ['DLQ_AUTO_REPLAY_ENABLED', 'Whether causes that may pass are replayed by themselves', 'plain', 'false'],
  ['CRITICAL_AUTO_ESCALATE_TO_HUMAN', 'Whether critical escalations go to a person at once', 'plain', 'true'],
  ['ESCALATION_AUTO_ESCALATE_ON_TIMEOUT', 'Whether escalations climb where nobody answers in time', 'plain', 'true'],
  ['SIGNALBOX_ESCALATION_AGENT_SECONDS', 'How long agents have to answer an escalation', 'plain', '300'],
  ['SIGNALBOX_ESCALATION_LEAD_SECONDS', 'How long a lead has', 'plain', '1800'],
  ['SIGNALBOX_ESCALATION_HUMAN_SECONDS', 'How long people have', 'plain', '3600'],
  ['LOG_LEVEL', 'Log level', 'plain', 'info'],
];

/** What the launcher supplied counts as not given. Secrets say only that they are set, addresses lose their user and password. */
export function environmentFacts(environment: Record<string, string | undefined>): EnvironmentFact[] {
  const supplied = new Set(environment.SIGNALBOX_SUPPLIED?.split(','));
  return DESCRIPTIONS.map(([name, meaning, kind, fallback]) => {
    const given = supplied.has(name) ? undefined : environment[name]?.trim();
    const isSet = given !== undefined && given !== '';
    const value = !isSet ? fallback : kind === 'secret' ? null : kind === 'address' ? withoutCredentials(given) : given;
    return { name, meaning, value, isSet, isSecret: kind === 'secret' };
  });
}

function withoutCredentials(address: string): string {
  try {
    const url = new URL(address);
    url.username = '';
    url.password = '';
    url.search = '';
    return url.href;
  } catch {
    return 'set';
  }
}
