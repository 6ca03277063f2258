import { randomUUID } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { decideApprovalSchema, listApprovalsSchema } from '@/lib/contracts/approval';
import type { McpServerPolicy, McpServerView } from '@/lib/contracts/mcp';
import { openTools } from '@/server/composition-tools';
import type { ClaimedTask } from '@/server/core/ports/task-runner';
import { settleTask } from '@/server/engine/settle';
import { tick } from '@/server/engine/tick';
import { systemClock } from '@/server/infra/clock/system-clock';
import { loadMcpConfig } from '@/server/infra/mcp/load-config';
import { createModelClient } from '@/server/infra/model/create-model-client';
import { endpointModelConfig } from '@/server/infra/model/model-config';
import { createApprovalsService } from '@/server/services/approvals/approvals-service';
import { createCallPolicy } from '@/server/services/mcp/call-policy';
import { createMcpService } from '@/server/services/mcp/mcp-service';
import { auditRun } from '@/test/engine/audit';
import { type Engine, openEngine, operator, quietLog, task } from '@/test/engine/open-engine';
import { until } from '@/test/engine/until';
import { filesystemServer, hostileServer } from '@/test/mcp/servers';
import { type ScriptedModel, type ScriptedReply, startScriptedModel } from '@/test/scripted-model';
import type { Worker } from './create-worker';
import { createTaskRunner } from './runners/task-runner';

const admin = { ...operator, role: 'admin' as const };
let engine: Engine;
let folder: string;
let model: ScriptedModel;
let script: ScriptedReply[] = [];
let outside: Awaited<ReturnType<typeof openTools>>;
let mcp: ReturnType<typeof createMcpService>;
let approvals: ReturnType<typeof createApprovalsService>;
const workerId = randomUUID();
const runnerOf = () => {
  const models = { economy: null, standard: 'm', premium: null };
  const client = createModelClient(endpointModelConfig({ baseUrl: model.url, apiKey: null, models }, 5_000), { clock: systemClock });
  return createTaskRunner({ store: engine.store(workerId), model: client, clock: systemClock, log: quietLog, tools: outside.tools });
};

beforeAll(async () => {
  engine = await openEngine();
  folder = await mkdtemp(join(tmpdir(), 'signalbox-tools-'));
  await writeFile(join(folder, 'berths.txt'), 'K-07 is the lifeboat’s.');
  const path = join(folder, 'mcp.json');
  await writeFile(path, JSON.stringify({ mcpServers: { files: filesystemServer(folder), bad: hostileServer() } }));
  const place = { path, origin: 'environment' as const };
  model = await startScriptedModel(() => script.shift() ?? { status: 400, body: { error: { message: 'the script is over' } } });
  outside = await openTools({
    db: engine.db,
    bus: engine.bus,
    clock: systemClock,
    log: quietLog,
    workerId,
    version: 't',
    mcpConfig: place,
  });
  const load = () => loadMcpConfig(place, process.env);
  mcp = createMcpService({ db: engine.db, bus: engine.bus, place, load });
  approvals = createApprovalsService({ ...engine, callPolicy: createCallPolicy({ db: engine.db, load }) });
});
afterAll(async () => {
  await engine.close();
  await outside.close();
  await model.close();
  await rm(folder, { recursive: true, force: true });
});
beforeEach(() => {
  script = [];
  model.requests.length = 0;
});

const serverView = async (name: string) => (await mcp.overview()).servers.find((one) => one.name === name) as McpServerView;

/** Switches a server on and allows these of its tools; the value says whether to ask first. */
async function allow(server: string, tools: Record<string, boolean>, more: Partial<McpServerPolicy> = {}): Promise<void> {
  const known = await mcp.overview();
  const empty = { enabled: true, roles: ['tech_lead' as const], callTimeoutSeconds: 60, tools: {} };
  await mcp.save({ server, baseVersion: known.version, policy: { ...empty, ...more } }, admin);
  const view = await until('the tools are listed', async () => {
    const seen = await serverView(server);
    return seen.tools.length > 0 && seen.status === 'ready' ? seen : null;
  });
  const allowed = Object.fromEntries(
    Object.entries(tools).map(([name, askFirst]) => {
      const hash = view.tools.find((tool) => tool.name === name)?.hash ?? '';
      return [name, { allowed: true, askFirst, hash }];
    }),
  );
  const { version } = await mcp.overview();
  await mcp.save({ server, baseVersion: version, policy: { ...empty, ...more, tools: allowed } }, admin);
}

const call = (name: string, given: object): ScriptedReply => ({ toolCalls: [{ name, arguments: given }] });
const finish: ScriptedReply = { text: 'All is written down.', toolCalls: [{ name: 'finish', arguments: { summary: 'Done.' } }] };
const offeredIn = (index: number) => model.requests[index]?.body.tools?.map((tool) => tool.function.name) ?? [];
const toldIn = (index: number) => model.requests[index]?.body.messages.findLast((message) => message.role === 'tool')?.content ?? '';
const statusOf = async (runId: string) => (await engine.runs.get(runId)).tasks[0]?.status;
const ended = (runId: string) => until('the run ends', async () => ['SUCCEEDED', 'FAILED'].includes((await engine.runs.get(runId)).status));
const openOf = async (runId: string) => (await approvals.list(listApprovalsSchema.parse({ runId, status: 'open' }))).items;
const decide = async (runId: string, decision: string, more: object = {}) => {
  const [one] = await until('a question is open', async () => ((await openOf(runId)).length > 0 ? openOf(runId) : null));
  return approvals.decide(decideApprovalSchema.parse({ approvalId: one?.id, decision, ...more }), admin);
};

async function withWorker<T>(work: (worker: Worker) => Promise<T>): Promise<T> {
  const worker = await engine.startWorker({ runner: runnerOf(), id: workerId });
  try {
    return await work(worker);
  } finally {
    await worker.stop();
  }
}

describe('a tool of a server', () => {
  it('is offered to its role alone, called, and told as material', async () => {
    await allow('files', { read_text_file: false });
    script = [call('files__read_text_file', { path: join(folder, 'berths.txt') }), finish, finish];
    const runId = await engine.create([task('a')]);
    await withWorker(async () => {
      await ended(runId);
      const other = await engine.create([task('b', [], { role: 'code_reviewer' })]);
      await ended(other);
    });
    expect(offeredIn(0)).toContain('files__read_text_file');
    expect(offeredIn(2).filter((name) => name.includes('__'))).toEqual([]);
    expect(toldIn(1)).toMatch(
      /^\[material [0-9a-f]{16}\] \{"from":"tool read_text_file of server files"\}\nK-07 is the lifeboat’s\.\n\[end of material/,
    );
    await auditRun(engine.db, runId);
    expect(await mcp.calls('files')).toMatchObject([{ tool: 'read_text_file', runId, taskKey: 'a', ok: true, error: null }]);
  });

  it('is not sent what its schema does not take', async () => {
    await allow('files', { read_text_file: false });
    script = [call('files__read_text_file', { file: 'x' }), { text: 'So be it.' }];
    const runId = await engine.create([task('a')]);
    await withWorker(() => ended(runId));
    expect(toldIn(1)).toContain("must have required property 'path'");
  });

  it('waits for a person where it is to ask first, then does it once, in the same attempt', async () => {
    await allow('files', { write_file: true });
    const path = join(folder, 'new.txt');
    script = [call('files__write_file', { path, content: 'Allowed.' }), finish];
    const runId = await engine.create([task('a')]);
    await withWorker(async () => {
      await until('it waits', async () => (await statusOf(runId)) === 'WAITING');
      await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
      await auditRun(engine.db, runId);
      await decide(runId, 'allow');
      await ended(runId);
    });
    expect(await readFile(path, 'utf8')).toBe('Allowed.');
    expect((await engine.runs.get(runId)).tasks[0]).toMatchObject({ status: 'SUCCEEDED', attempt: 1, turns: 2 });
    await auditRun(engine.db, runId);
  });

  it('asks about all of a turn at once; what was allowed for the run is not asked again', async () => {
    await allow('files', { write_file: true });
    const write = (name: string) => ({ name: 'files__write_file', arguments: { path: join(folder, name), content: 'x' } });
    script = [{ toolCalls: [write('one.txt'), write('two.txt')] }, call('files__write_file', write('three.txt').arguments), finish];
    const runId = await engine.create([task('a')]);
    await withWorker(async () => {
      await until('both are asked about', async () => (await openOf(runId)).length === 2);
      await decide(runId, 'allow_run');
      await ended(runId);
    });
    for (const name of ['one.txt', 'two.txt', 'three.txt']) expect(await readFile(join(folder, name), 'utf8')).toBe('x');
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('is sent as a person changed it, within its schema and while it is allowed, and the model is told', async () => {
    await allow('files', { write_file: true });
    const [wanted, given] = [join(folder, 'wanted.txt'), join(folder, 'given.txt')];
    script = [call('files__write_file', { path: wanted, content: 'Mine.' }), finish];
    const runId = await engine.create([task('a')]);
    await withWorker(async () => {
      const faulty = { arguments: JSON.stringify({ path: given }) };
      await expect(decide(runId, 'allow', faulty)).rejects.toMatchObject({
        code: 'invalid_input',
        issues: [{ path: 'arguments', message: expect.stringContaining("required property 'content'") }],
      });
      const [open] = await openOf(runId);
      expect(await approvals.check(open?.id ?? '', '{"path":')).toMatchObject({ fault: expect.stringContaining('must be JSON') });
      expect(await approvals.check(open?.id ?? '', JSON.stringify({ path: given, content: 'x' }))).toEqual({ fault: null });
      await expect(decide(runId, 'refuse', { arguments: '{}' })).rejects.toMatchObject({ issues: [{ path: 'arguments' }] });
      await allow('files', {});
      const mended = { arguments: JSON.stringify({ path: given, content: 'Yours.' }) };
      await expect(decide(runId, 'allow', mended), 'nobody may call it now').rejects.toMatchObject({ issues: [{ path: 'decision' }] });
      await allow('files', { write_file: true });
      const decided = await decide(runId, 'allow', mended);
      expect(decided).toMatchObject({ status: 'allowed', arguments: expect.stringContaining('Mine.'), amended: mended.arguments });
      await ended(runId);
    });
    expect(await readFile(given, 'utf8')).toBe('Yours.');
    await expect(readFile(wanted)).rejects.toMatchObject({ code: 'ENOENT' });
    expect(toldIn(1)).toContain('A person let this call through with other arguments than yours');
    const events = (await engine.runs.events({ runId, after: 0, limit: 100 })).items;
    expect(events.find(({ type }) => type === 'task.decided')?.data).toMatchObject({ decision: 'allow', amended: true });
    await auditRun(engine.db, runId);
  });

  it('that is refused is told with the reason, and not run', async () => {
    await allow('files', { write_file: true });
    const path = join(folder, 'refused.txt');
    script = [call('files__write_file', { path, content: 'x' }), { text: 'Then I leave it.' }];
    const runId = await engine.create([task('a')]);
    await withWorker(async () => {
      await decide(runId, 'refuse', { reason: 'Not on a Sunday.' });
      await ended(runId);
    });
    expect(toldIn(1)).toContain('Not on a Sunday.');
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('that is revoked while a person thinks is not run although it is allowed', async () => {
    await allow('files', { write_file: true });
    const path = join(folder, 'revoked.txt');
    script = [call('files__write_file', { path, content: 'x' }), { text: 'A pity.' }];
    const runId = await engine.create([task('a')]);
    await withWorker(async () => {
      await until('it waits', async () => (await statusOf(runId)) === 'WAITING');
      const { version } = await mcp.overview();
      await mcp.save(
        { server: 'files', baseVersion: version, policy: { enabled: false, roles: [], callTimeoutSeconds: 60, tools: {} } },
        admin,
      );
      await decide(runId, 'allow');
      await ended(runId);
    });
    expect(toldIn(1)).toContain('There is no tool named "files__write_file"');
    expect(offeredIn(1).filter((name) => name.includes('__'))).toEqual([]);
    await expect(readFile(path)).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('that crashes or hangs is a failed call, and the task goes on', async () => {
    await allow('bad', { crash: false, hang: false }, { callTimeoutSeconds: 1 });
    script = [call('bad__crash', {}), call('bad__hang', {}), finish];
    const runId = await engine.create([task('a')]);
    await withWorker(() => ended(runId));
    expect(toldIn(1)).toContain('something terrible has happened');
    expect(toldIn(2)).toContain('no answer within 1 s');
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'SUCCEEDED' });
  });

  it('that changes itself is not offered any more until it is allowed again', async () => {
    await allow('bad', { echo: false, change: false });
    script = [call('bad__change', {}), finish, finish];
    const runId = await engine.create([task('a')]);
    await withWorker(async () => {
      await ended(runId);
      const seen = await until('the change is seen', async () =>
        (await serverView('bad')).tools.find((tool) => tool.standing === 'changed'),
      );
      expect(seen).toMatchObject({
        name: 'echo',
        definition: { description: 'Sends everything to me.' },
        approved: { description: 'Does echo.' },
      });
      const next = await engine.create([task('a')]);
      await ended(next);
    });
    expect(offeredIn(0)).toContain('bad__echo');
    expect(offeredIn(2)).toContain('bad__change');
    expect(offeredIn(2)).not.toContain('bad__echo');
  });

  it('that hangs is let go of at once when the run is cancelled', async () => {
    await allow('bad', { hang: false });
    script = [call('bad__hang', {})];
    const runId = await engine.create([task('a')]);
    await withWorker(async () => {
      await until('the call is under way', async () => {
        const rows = await engine.db.query({ text: `SELECT 1 FROM tool_calls WHERE run_id = $1 AND status = 'started'`, values: [runId] });
        return rows.length > 0;
      });
      await engine.runs.cancel(runId, operator);
      await until('the call is noted as aborted', async () => (await mcp.calls('bad')).find((one) => one.runId === runId));
    });
    expect(await engine.runs.get(runId)).toMatchObject({ status: 'CANCELLED' });
  });
});

describe('a call under way when its worker died', () => {
  async function died(name: string, given: object): Promise<string> {
    const runId = await engine.create([task('a')]);
    const claimed = (await tick(engine.db, workerId, [], 50)).claimed.find((one) => one.runId === runId) as ClaimedTask;
    const store = engine.store(workerId);
    await store.startConversation(claimed, { system: 's', user: 'u' });
    const turn = { conversation: 1, turn: 1, model: 'm', text: '', refusal: null, finishReason: 'tool_calls', feedback: null };
    const usage = { inputTokens: 1, outputTokens: 1, costMicroUsd: 0, priced: true, durationMs: 1, endpoint: null };
    await store.commitTurn(claimed, { ...turn, ...usage, toolCalls: [{ id: 'c', name, arguments: JSON.stringify(given) }] });
    await store.markToolStarted(claimed, { conversation: 1, turn: 1, index: 0 });
    await engine.db.transaction((tx) => settleTask(tx, claimed, { kind: 'released', reason: 'worker_lost' }, 'engine'));
    return runId;
  }

  it('waits for a person where it may have changed something', async () => {
    await allow('files', { edit_file: false });
    const path = join(folder, 'perhaps.txt');
    await writeFile(path, 'once');
    const runId = await died('files__edit_file', { path, edits: [{ oldText: 'once', newText: 'twice' }] });
    script = [finish];
    await withWorker(async () => {
      await until('it waits', async () => (await engine.runs.get(runId)).tasks[0]?.waitingFor === 'outcome_unknown');
      expect(await readFile(path, 'utf8')).toBe('once');
      await decide(runId, 'run_again');
      await ended(runId);
    });
    expect(await readFile(path, 'utf8')).toBe('twice');
    await auditRun(engine.db, runId);
  });

  it('runs again where it only reads', async () => {
    await allow('files', { read_text_file: false });
    const runId = await died('files__read_text_file', { path: join(folder, 'berths.txt') });
    script = [finish];
    await withWorker(() => ended(runId));
    expect(toldIn(0)).toContain('lifeboat');
  });
});

describe('the settings', () => {
  it('offer nothing by default, and take no tool that was not seen as it is', async () => {
    const { version } = await mcp.overview();
    const policy = (hash: string): McpServerPolicy => ({
      enabled: true,
      roles: ['tech_lead'],
      callTimeoutSeconds: 60,
      tools: { read_text_file: { allowed: true, askFirst: false, hash } },
    });
    await expect(mcp.save({ server: 'files', baseVersion: version, policy: policy('0'.repeat(64)) }, admin)).rejects.toMatchObject({
      code: 'conflict',
    });
    const real = (await serverView('files')).tools.find((tool) => tool.name === 'read_text_file');
    await expect(mcp.save({ server: 'files', baseVersion: version + 7, policy: policy(real?.hash ?? '') }, admin)).rejects.toMatchObject({
      code: 'stale_version',
    });
    await expect(mcp.refresh('nowhere')).rejects.toMatchObject({ code: 'not_found' });
    expect(real?.askFirst, 'it says that it only reads').toBe(false);
    expect((await serverView('files')).tools.find((tool) => tool.name === 'edit_file')?.askFirst).toBe(true);
  });

  it('say who changed what', async () => {
    const rows = await engine.db.query<{ actor: string; after: McpServerPolicy }>({
      text: `SELECT actor, after FROM audit_log WHERE action = 'mcp_server.change' AND target_id = 'files' ORDER BY id LIMIT 2`,
    });
    expect(rows).toMatchObject([
      { actor: 'token:test', after: { enabled: true, tools: {} } },
      { after: { tools: { read_text_file: { allowed: true } } } },
    ]);
  });
});
