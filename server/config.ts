import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import { z } from 'zod';
import { missingOf, type NotificationConfig, notificationConfig, notificationVariables } from '@/server/config-notifications';

/** A value of the environment that cannot be used: one line a variable, ready to print. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export interface ModelConfig {
  /** An OpenAI-compatible endpoint, with its version path (`…/v1`), without a trailing slash. */
  baseUrl: string;
  apiKey: string | null;
  /** Model id of each tier; null: the endpoint's default choice of the adapter. */
  models: { economy: string | null; standard: string | null; premium: string | null };
}

export interface Config {
  host: string;
  /** 0: any free port. */
  port: number;
  /** What people type: origin without a trailing slash. Null: derived from host and port. */
  publicUrl: string | null;
  /** Further values of the `Host` header that are answered, beside the public and the loopback ones. */
  allowedHosts: string[];
  /** Signs sessions (NEXTAUTH_SECRET); the launcher keeps one in the data folder. */
  authSecret: string | null;
  dataDir: string;
  /** Null: the launcher's embedded server. */
  databaseUrl: string | null;
  /** For LISTEN and session locks, where `databaseUrl` is a transaction pooler; else the same. */
  databaseDirectUrl: string | null;
  redisUrl: string | null;
  /** Whether the launcher may start a Redis of the PATH where `redisUrl` is null. */
  embeddedRedis: boolean;
  /** Null: the offline model. */
  model: ModelConfig | null;
  /** How fast the offline model speaks; 0: as fast as it can. */
  offlineCharsPerSecond: number;
  /** GitHub, Google, or an issuer of one's own, and whom they may bring. */
  sso: SsoConfig;
  admin: { email: string; password: string } | null;
  apiToken: string | null;
  /** The file that defines MCP servers. */
  mcpConfig: { path: string; origin: 'environment' | 'data_folder' };
  workers: number;
  workerConcurrency: number;
  leaseMs: number;
  /** Requests a second that one token or session may make. */
  requestsPerSecond: number;
  logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  deadLetterRetentionDays: number;
  deadLetterAutoReplay: boolean;
  /** What becomes of edits that agents propose. */
  agentEdits: 'ask' | 'allow';
  maxContextTokens: number;
  contextCompactionThreshold: number;
  autoCheckpointIntervalMs: number;
  checkpointCompression: boolean;
  costWarningThreshold: number;
  costBlockThreshold: number;
  maxCritiqueRounds: number;
  requireLeadApproval: boolean;
  /** What the environment says of Slack, mail and webhooks. */
  notifications: NotificationConfig;
  criticalAlwaysHuman: boolean;
  /** False: the first deadline of an escalation decides by its default. */
  escalationAutoEscalate: boolean;
  escalationSeconds: { AGENT: number; LEAD_AGENT: number; HUMAN: number };
}

/** A client that we are registered as. */
interface IssuerClient {
  clientId: string;
  clientSecret: string;
}

export interface SsoConfig {
  issuers: { oidc: (IssuerClient & { issuer: string; name: string }) | null; github: IssuerClient | null; google: IssuerClient | null };
  /** Domains of e-mail addresses, lower case (none: all), and what strangers become (null: they are refused). */
  policy: { allowedDomains: string[]; defaultRole: 'viewer' | 'operator' | 'approver' | null };
}

const integer = (min: number, max: number, fallback: number) =>
  z.coerce.number(`must be a whole number from ${min} to ${max}`).int('must be a whole number').min(min).max(max).default(fallback);
const share = (fallback: number) => z.coerce.number('must be a number from 0 to 1').gt(0).max(1).default(fallback);
const flag = (fallback: boolean) => z.stringbool({ error: 'must be true or false' }).default(fallback);
const url = (protocols: RegExp, example: string) => z.url({ protocol: protocols, error: `must be an address such as ${example}` });

const environmentSchema = z.object({
  PORT: integer(0, 65_535, 3000),
  HOST: z.string().default('127.0.0.1'),
  NEXTAUTH_URL: url(/^https?$/, 'https://signalbox.example.com').optional(),
  NEXTAUTH_SECRET: z.string().min(32, 'must have at least 32 characters').optional(),
  SIGNALBOX_ALLOWED_HOSTS: z.string().default(''),
  SIGNALBOX_DATA_DIR: z.string().optional(),
  DATABASE_URL: url(/^postgres(ql)?$/, 'postgresql://user:password@host:5432/signalbox').optional(),
  DATABASE_DIRECT_URL: url(/^postgres(ql)?$/, 'postgresql://user:password@host:5432/signalbox').optional(),
  REDIS_URL: url(/^(rediss?|unix)$/, 'redis://host:6379').optional(),
  SIGNALBOX_EMBEDDED_REDIS: flag(true),
  OPENAI_BASE_URL: url(/^https?$/, 'http://localhost:11434/v1').optional(),
  OPENAI_API_KEY: z.string().optional(),
  SIGNALBOX_MODEL_ECONOMY: z.string().optional(),
  SIGNALBOX_MODEL_STANDARD: z.string().optional(),
  SIGNALBOX_MODEL_PREMIUM: z.string().optional(),
  // Also addresses without a dot, such as admin@localhost.
  SIGNALBOX_ADMIN_EMAIL: z
    .string()
    .regex(/^[^\s@]+@[^\s@]+$/, 'must be an e-mail address')
    .optional(),
  // Whoever sets these through the environment answers for their strength; the start must not fail over it.
  SIGNALBOX_ADMIN_PASSWORD: z.string().max(200, 'must have at most 200 characters').optional(),
  SIGNALBOX_OIDC_ISSUER: url(/^https?$/, 'https://login.example.com').optional(),
  SIGNALBOX_OIDC_CLIENT_ID: z.string().optional(),
  SIGNALBOX_OIDC_CLIENT_SECRET: z.string().optional(),
  SIGNALBOX_OIDC_NAME: z.string().max(40, 'must have at most 40 characters').default('single sign-on'),
  SIGNALBOX_GITHUB_ID: z.string().optional(),
  SIGNALBOX_GITHUB_SECRET: z.string().optional(),
  SIGNALBOX_GOOGLE_ID: z.string().optional(),
  SIGNALBOX_GOOGLE_SECRET: z.string().optional(),
  SIGNALBOX_SSO_ALLOWED_DOMAINS: z.string().default(''),
  // Nobody becomes an administrator by coming along.
  SIGNALBOX_SSO_DEFAULT_ROLE: z.enum(['viewer', 'operator', 'approver'], { error: 'must be viewer, operator or approver' }).optional(),
  SIGNALBOX_API_TOKEN: z.string().optional(),
  SIGNALBOX_OFFLINE_CHARS_PER_SECOND: integer(0, 1_000_000, 1500),
  SIGNALBOX_MCP_CONFIG: z.string().optional(),
  SIGNALBOX_WORKERS: integer(0, 64, 1),
  SIGNALBOX_WORKER_CONCURRENCY: integer(1, 1000, 16),
  SIGNALBOX_LEASE_SECONDS: integer(1, 3600, 15),
  SIGNALBOX_REQUESTS_PER_SECOND: integer(1, 100_000, 200),
  SIGNALBOX_AGENT_EDITS: z.enum(['ask', 'allow'], { error: 'must be ask or allow' }).default('ask'),
  LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent']).default('info'),
  DLQ_RETENTION_DAYS: integer(1, 3650, 30),
  DLQ_AUTO_REPLAY_ENABLED: flag(false),
  MAX_CONTEXT_TOKENS: integer(1000, 10_000_000, 100_000),
  CONTEXT_COMPACTION_THRESHOLD: share(0.8),
  AUTO_CHECKPOINT_INTERVAL: integer(1, 86_400, 300),
  CHECKPOINT_COMPRESSION: flag(true),
  COST_WARNING_THRESHOLD: share(0.8),
  COST_BLOCK_THRESHOLD: z.coerce.number('must be a number').gt(0).max(10).default(1),
  MAX_CRITIQUE_ROUNDS: integer(0, 20, 3),
  REQUIRE_LEAD_APPROVAL: flag(true),
  ...notificationVariables,
  CRITICAL_AUTO_ESCALATE_TO_HUMAN: flag(true),
  ESCALATION_AUTO_ESCALATE_ON_TIMEOUT: flag(true),
  SIGNALBOX_ESCALATION_AGENT_SECONDS: integer(1, 2_592_000, 300),
  SIGNALBOX_ESCALATION_LEAD_SECONDS: integer(1, 2_592_000, 1_800),
  SIGNALBOX_ESCALATION_HUMAN_SECONDS: integer(1, 2_592_000, 3_600),
});

/** Every variable that is read; the operations manual names the same ones. */
export const VARIABLES: readonly string[] = Object.keys(environmentSchema.shape);

/** Where the process stands: what defaults follow from. */
export interface Place {
  /** The clone's folder, absolute. */
  cloneDir: string;
  /** User id of this process; 0 is root. Undefined on Windows. */
  uid: number | undefined;
}

/**
 * Validates an environment. Empty values count as not given.
 * @throws ConfigError with a line for each bad variable; values are not repeated, they may be secrets.
 */
export function readConfig(environment: Record<string, string | undefined>, place: Place): Config {
  const given = Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== undefined && value.trim() !== ''));
  const parsed = environmentSchema.safeParse(given);
  if (!parsed.success) {
    throw new ConfigError(parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'));
  }
  const env = parsed.data;
  if ((env.SIGNALBOX_ADMIN_EMAIL === undefined) !== (env.SIGNALBOX_ADMIN_PASSWORD === undefined)) {
    const missing = env.SIGNALBOX_ADMIN_EMAIL ? 'SIGNALBOX_ADMIN_PASSWORD' : 'SIGNALBOX_ADMIN_EMAIL';
    throw new ConfigError(`${missing}: is missing; an administrator needs both an e-mail address and a password`);
  }
  const missing = missingOf(env);
  if (missing) throw new ConfigError(missing);
  const dataDir = env.SIGNALBOX_DATA_DIR ? resolve(place.cloneDir, env.SIGNALBOX_DATA_DIR) : defaultDataDir(place);
  return {
    host: env.HOST,
    port: env.PORT,
    publicUrl: env.NEXTAUTH_URL?.replace(/\/+$/, '') ?? null,
    allowedHosts: env.SIGNALBOX_ALLOWED_HOSTS.split(/[\s,]+/).filter((host) => host !== ''),
    authSecret: env.NEXTAUTH_SECRET ?? null,
    dataDir,
    mcpConfig: env.SIGNALBOX_MCP_CONFIG
      ? { path: resolve(place.cloneDir, env.SIGNALBOX_MCP_CONFIG), origin: 'environment' }
      : { path: join(dataDir, 'mcp.json'), origin: 'data_folder' },
    databaseUrl: env.DATABASE_URL ?? null,
    databaseDirectUrl: env.DATABASE_DIRECT_URL ?? env.DATABASE_URL ?? null,
    redisUrl: env.REDIS_URL ?? null,
    embeddedRedis: env.SIGNALBOX_EMBEDDED_REDIS,
    model: modelConfig(env),
    offlineCharsPerSecond: env.SIGNALBOX_OFFLINE_CHARS_PER_SECOND,
    admin:
      env.SIGNALBOX_ADMIN_EMAIL && env.SIGNALBOX_ADMIN_PASSWORD
        ? { email: env.SIGNALBOX_ADMIN_EMAIL, password: env.SIGNALBOX_ADMIN_PASSWORD }
        : null,
    sso: ssoConfig(env),
    apiToken: env.SIGNALBOX_API_TOKEN ?? null,
    workers: env.SIGNALBOX_WORKERS,
    workerConcurrency: env.SIGNALBOX_WORKER_CONCURRENCY,
    leaseMs: env.SIGNALBOX_LEASE_SECONDS * 1000,
    requestsPerSecond: env.SIGNALBOX_REQUESTS_PER_SECOND,
    logLevel: env.LOG_LEVEL,
    deadLetterRetentionDays: env.DLQ_RETENTION_DAYS,
    agentEdits: env.SIGNALBOX_AGENT_EDITS,
    deadLetterAutoReplay: env.DLQ_AUTO_REPLAY_ENABLED,
    maxContextTokens: env.MAX_CONTEXT_TOKENS,
    contextCompactionThreshold: env.CONTEXT_COMPACTION_THRESHOLD,
    autoCheckpointIntervalMs: env.AUTO_CHECKPOINT_INTERVAL * 1000,
    checkpointCompression: env.CHECKPOINT_COMPRESSION,
    costWarningThreshold: env.COST_WARNING_THRESHOLD,
    costBlockThreshold: env.COST_BLOCK_THRESHOLD,
    maxCritiqueRounds: env.MAX_CRITIQUE_ROUNDS,
    requireLeadApproval: env.REQUIRE_LEAD_APPROVAL,
    notifications: notificationConfig(env),
    criticalAlwaysHuman: env.CRITICAL_AUTO_ESCALATE_TO_HUMAN,
    escalationAutoEscalate: env.ESCALATION_AUTO_ESCALATE_ON_TIMEOUT,
    escalationSeconds: {
      AGENT: env.SIGNALBOX_ESCALATION_AGENT_SECONDS,
      LEAD_AGENT: env.SIGNALBOX_ESCALATION_LEAD_SECONDS,
      HUMAN: env.SIGNALBOX_ESCALATION_HUMAN_SECONDS,
    },
  };
}

type Environment = z.infer<typeof environmentSchema>;

/** @throws ConfigError where a part is missing, or anybody in the world would be let in */
function ssoConfig(env: Environment): SsoConfig {
  const whole = (names: (keyof Environment)[]): boolean => {
    const missing = names.filter((name) => env[name] === undefined);
    if (missing.length > 0 && missing.length < names.length)
      throw new ConfigError(`${missing[0]}: is missing; sign-in needs ${names.join(', ')}`);
    return missing.length === 0;
  };
  const client = (id: keyof Environment, secret: keyof Environment): IssuerClient | null =>
    whole([id, secret]) ? { clientId: String(env[id]), clientSecret: String(env[secret]) } : null;
  const hasOidc = whole(['SIGNALBOX_OIDC_ISSUER', 'SIGNALBOX_OIDC_CLIENT_ID', 'SIGNALBOX_OIDC_CLIENT_SECRET']);
  const oidc = hasOidc ? client('SIGNALBOX_OIDC_CLIENT_ID', 'SIGNALBOX_OIDC_CLIENT_SECRET') : null;
  const issuers = {
    oidc: oidc && { ...oidc, issuer: env.SIGNALBOX_OIDC_ISSUER ?? '', name: env.SIGNALBOX_OIDC_NAME },
    github: client('SIGNALBOX_GITHUB_ID', 'SIGNALBOX_GITHUB_SECRET'),
    google: client('SIGNALBOX_GOOGLE_ID', 'SIGNALBOX_GOOGLE_SECRET'),
  };
  const allowedDomains = env.SIGNALBOX_SSO_ALLOWED_DOMAINS.toLowerCase()
    .split(/[\s,]+/)
    .map((domain) => domain.replace(/^@/, ''))
    .filter((domain) => domain !== '');
  const defaultRole = env.SIGNALBOX_SSO_DEFAULT_ROLE ?? null;
  if (defaultRole !== null && allowedDomains.length === 0 && (issuers.github || issuers.google)) {
    throw new ConfigError(
      'SIGNALBOX_SSO_ALLOWED_DOMAINS: is missing; with a default role everybody who has a GitHub or Google account would be let in',
    );
  }
  return { issuers, policy: { allowedDomains, defaultRole } };
}

function modelConfig(env: z.infer<typeof environmentSchema>): ModelConfig | null {
  // A key alone, left in somebody's shell, must not be spent: the endpoint is named or the offline model serves.
  const baseUrl = env.OPENAI_BASE_URL;
  if (baseUrl === undefined) return null;
  return {
    baseUrl: baseUrl.replace(/\/+$/, ''),
    apiKey: env.OPENAI_API_KEY ?? null,
    models: {
      economy: env.SIGNALBOX_MODEL_ECONOMY ?? null,
      standard: env.SIGNALBOX_MODEL_STANDARD ?? null,
      premium: env.SIGNALBOX_MODEL_PREMIUM ?? null,
    },
  };
}

/** Beside the clone; as root a folder per clone where PostgreSQL's own user can go. */
function defaultDataDir(place: Place): string {
  if (place.uid !== 0) return join(place.cloneDir, '.signalbox');
  const mark = createHash('sha256').update(place.cloneDir).digest('hex').slice(0, 8);
  return join('/var/lib/signalbox', `${basename(place.cloneDir)}-${mark}`);
}
