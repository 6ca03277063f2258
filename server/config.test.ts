import { describe, expect, it } from 'vitest';
import { ConfigError, readConfig } from './config';

const place = { cloneDir: '/home/ada/signalbox', uid: 1000 };

describe('readConfig', () => {
  it('has the defaults of the contract', () => {
    expect(readConfig({}, place)).toMatchObject({
      host: '127.0.0.1',
      port: 3000,
      dataDir: '/home/ada/signalbox/.signalbox',
      databaseUrl: null,
      redisUrl: null,
      model: null,
      admin: null,
      apiToken: null,
      workers: 1,
      workerConcurrency: 16,
      leaseMs: 15_000,
      deadLetterRetentionDays: 30,
      deadLetterAutoReplay: false,
      agentEdits: 'ask',
      maxContextTokens: 100_000,
      contextCompactionThreshold: 0.8,
      autoCheckpointIntervalMs: 300_000,
      checkpointCompression: true,
      costWarningThreshold: 0.8,
      costBlockThreshold: 1,
      maxCritiqueRounds: 3,
      requireLeadApproval: true,
      notifications: { given: {}, slackApi: null },
      criticalAlwaysHuman: true,
      escalationAutoEscalate: true,
      escalationSeconds: { AGENT: 300, LEAD_AGENT: 1800, HUMAN: 3600 },
    });
  });

  it.each([
    ['PORT', '70000'],
    ['PORT', 'http'],
    ['DATABASE_URL', 'mysql://localhost/x'],
    ['REDIS_URL', 'localhost'],
    ['OPENAI_BASE_URL', 'ftp://x'],
    ['SIGNALBOX_WORKERS', '1.5'],
    ['SIGNALBOX_LEASE_SECONDS', '0'],
    ['COST_BLOCK_THRESHOLD', '-1'],
    ['REQUIRE_LEAD_APPROVAL', 'perhaps'],
    ['SIGNALBOX_ESCALATION_HUMAN_SECONDS', '0'],
  ])('names %s when it is %s, on one line and without the value', (name, value) => {
    const read = () => readConfig({ [name]: value }, place);
    expect(read).toThrow(ConfigError);
    expect(read).toThrow(new RegExp(`^${name}: [^\\n]+$`));
  });

  it('wants e-mail and password of an administrator together', () => {
    expect(() => readConfig({ SIGNALBOX_ADMIN_EMAIL: 'ada@example.com' }, place)).toThrow(/^SIGNALBOX_ADMIN_PASSWORD: is missing/);
  });

  it('takes an empty value as not given', () => {
    expect(readConfig({ PORT: '', DATABASE_URL: ' ' }, place)).toMatchObject({ port: 3000, databaseUrl: null });
  });

  it('uses the direct address for sessions only where one is given', () => {
    const DATABASE_URL = 'postgresql://a@pooler:6432/s';
    expect(readConfig({ DATABASE_URL }, place).databaseDirectUrl).toBe(DATABASE_URL);
    const DATABASE_DIRECT_URL = 'postgresql://a@server:5432/s';
    expect(readConfig({ DATABASE_URL, DATABASE_DIRECT_URL }, place).databaseDirectUrl).toBe(DATABASE_DIRECT_URL);
  });

  it('gives root a folder for each clone', () => {
    const one = readConfig({}, { cloneDir: '/root/signalbox', uid: 0 }).dataDir;
    const other = readConfig({}, { cloneDir: '/srv/signalbox', uid: 0 }).dataDir;
    expect(one).toMatch(/^\/var\/lib\/signalbox\/signalbox-[0-9a-f]{8}$/);
    expect(other).not.toBe(one);
  });

  it('speaks to a real endpoint as soon as there is an address or a key', () => {
    expect(readConfig({ OPENAI_API_KEY: 'k' }, place).model).toBeNull();
    expect(readConfig({ OPENAI_BASE_URL: 'http://localhost:1/v1/' }, place).model).toMatchObject({
      baseUrl: 'http://localhost:1/v1',
      apiKey: null,
    });
  });
});
