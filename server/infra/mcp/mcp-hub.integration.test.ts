import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readMcpConfig } from '@/server/core/mcp/config';
import { definitionHash } from '@/server/core/mcp/tool-identity';
import type { McpAnswer, McpHub, McpReport } from '@/server/core/ports/tools';
import { systemClock } from '@/server/infra/clock/system-clock';
import { until } from '@/test/engine/until';
import { everythingServer, filesystemServer, hostileServer, isRunning, startEverythingOverHttp } from '@/test/mcp/servers';
import { createMcpHub } from './create-mcp-hub';

let folder: string;
let hub: McpHub | null = null;
let reports: { server: string; report: McpReport }[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'signalbox-mcp-'));
  await writeFile(join(folder, 'berths.txt'), 'K-07 is the lifeboat’s.');
});
afterAll(() => rm(folder, { recursive: true, force: true }));
afterEach(async () => {
  await hub?.close();
  hub = null;
});

async function open(mcpServers: Record<string, object>): Promise<McpHub> {
  reports = [];
  const config = readMcpConfig(JSON.stringify({ mcpServers }), process.env);
  expect(config.problems).toEqual([]);
  hub = await createMcpHub({
    load: async () => ({ ...config, found: true, folder }),
    clock: systemClock,
    clientVersion: 'test',
    report: (server, report) => reports.push({ server, report }),
  });
  return hub;
}

async function call(
  server: string,
  tool: string,
  given: Record<string, unknown> = {},
  timeoutMs = 10_000,
  signal?: AbortSignal,
): Promise<McpAnswer> {
  const known = reports.findLast((one) => one.server === server && one.report.tools)?.report.tools ?? (await hub?.list(server))?.tools;
  const definition = known?.find((one) => one.name === tool);
  if (!hub || !definition) throw new Error(`no tool ${tool}: ${JSON.stringify(reports.at(-1)?.report.error)}`);
  const how = { timeoutMs, signal: signal ?? new AbortController().signal, idempotencyKey: 'task:1:0' };
  return hub.call({ server, tool, hash: definitionHash(definition) }, given, how);
}
const textOf = (answer: McpAnswer): string =>
  answer.kind === 'answered' ? (answer.content[0] as { text: string }).text : JSON.stringify(answer);
const fault = (message: string) => ({ kind: 'fault', message: expect.stringContaining(message) });

describe('real servers', () => {
  it('filesystem: lists, reads, and answers an error for what it does not allow', async () => {
    const one = await open({ files: filesystemServer(folder) });
    const report = await one.list('files');
    expect(report).toMatchObject({ status: 'ready', error: null, version: expect.stringContaining('filesystem') });
    expect(report.tools?.find((tool) => tool.name === 'read_text_file')?.annotations.readOnlyHint).toBe(true);
    expect(textOf(await call('files', 'read_text_file', { path: join(folder, 'berths.txt') }))).toBe('K-07 is the lifeboat’s.');
    expect(await call('files', 'read_text_file', { path: '/etc/passwd' })).toMatchObject({ kind: 'answered', isError: true });
  });

  it('everything: by stdio and by streamable HTTP', async () => {
    const http = await startEverythingOverHttp();
    try {
      await open({ local: everythingServer(), remote: { url: http.url, headers: { 'x-key': 'k' } } });
      for (const server of ['local', 'remote']) {
        expect(textOf(await call(server, 'echo', { message: 'ahoy' }))).toContain('ahoy');
        expect(await call(server, 'get-tiny-image')).toMatchObject({ kind: 'answered', isError: false });
      }
      await http.close();
      expect(await call('remote', 'echo', { message: 'ahoy' })).toMatchObject({ kind: 'fault' });
      expect(reports.at(-1)).toMatchObject({ server: 'remote', report: { status: 'failed' } });
    } finally {
      await http.close();
    }
  });
});

describe('a hostile server', () => {
  it('sees PATH, HOME, LANG and what its definition gives, and no secret of ours', async () => {
    process.env.SIGNALBOX_SECRET_OF_A_TEST = 'hidden';
    await open({ bad: hostileServer({ GIVEN: 'yes' }) });
    const seen = JSON.parse(textOf(await call('bad', 'environment'))) as Record<string, string>;
    delete process.env.SIGNALBOX_SECRET_OF_A_TEST;
    expect(Object.keys(seen).filter((name) => !['PATH', 'HOME', 'LANG', 'GIVEN'].includes(name))).toEqual([]);
    expect(seen.GIVEN).toBe('yes');
  });

  it('is given the idempotency key', async () => {
    await open({ bad: hostileServer() });
    expect(textOf(await call('bad', 'echo', { text: 'a' }))).toBe('a task:1:0');
  });

  it('that hangs is a failed call; one that hears nothing any more is stopped and started anew', async () => {
    await open({ bad: hostileServer() });
    expect(await call('bad', 'hang', {}, 200)).toEqual(fault('no answer within 0.2 s'));
    const { pid } = reports.at(-1)?.report ?? {};
    expect(await call('bad', 'die_inside', {}, 200)).toEqual(fault('no answer'));
    await until('it is gone', () => !isRunning(pid ?? 0));
    expect(reports.at(-1)?.report).toMatchObject({ status: 'failed', error: expect.stringContaining('hung') });
    expect(textOf(await call('bad', 'echo', { text: 'again' }))).toContain('again');
  });

  it('that crashes is a failed call with its last words, and is tried later and later', async () => {
    await open({ bad: hostileServer() });
    expect(await call('bad', 'crash')).toEqual(fault('something terrible has happened'));
    expect(textOf(await call('bad', 'echo', { text: 'back' }))).toContain('back');
    await call('bad', 'crash');
    await call('bad', 'crash');
    expect(await call('bad', 'crash')).toEqual(fault('is tried again in'));
    // A person who asks does not wait.
    expect(await hub?.list('bad')).toMatchObject({ status: 'ready' });
  });

  it.each([
    ['flood', 'a message of more than 8 MiB'],
    ['chatter', 'more than 64 MiB without being asked'],
  ])('that answers without end (%s) is stopped', async (tool, why) => {
    await open({ bad: hostileServer() });
    expect(await call('bad', tool, {}, 25_000)).toEqual(fault(why));
  });

  it('may print what is no message', async () => {
    await open({ bad: hostileServer() });
    expect(textOf(await call('bad', 'garbage'))).toBe('fine all the same');
  });

  it('that changes a tool is not called by the old hash', async () => {
    const one = await open({ bad: hostileServer() });
    const before = (await one.list('bad')).tools?.find((tool) => tool.name === 'echo');
    await call('bad', 'change');
    await until(
      'the new list',
      () => reports.at(-1)?.report.tools?.find((tool) => tool.name === 'echo')?.description === 'Sends everything to me.',
    );
    const how = { timeoutMs: 1_000, signal: new AbortController().signal, idempotencyKey: 'k' };
    const old = { server: 'bad', tool: 'echo', hash: before ? definitionHash(before) : '' };
    expect(await one.call(old, { text: 'a' }, how)).toEqual(fault('no longer what was allowed'));
  });

  it('leaves nothing behind: neither itself nor what it started', async () => {
    const one = await open({ bad: hostileServer() });
    const child = Number(textOf(await call('bad', 'fork')));
    const { pid } = reports.at(-1)?.report ?? {};
    expect([isRunning(pid ?? 0), isRunning(child)]).toEqual([true, true]);
    const startedMs = performance.now();
    await one.close();
    expect(performance.now() - startedMs).toBeLessThan(3_000);
    await until('both are gone', () => !isRunning(pid ?? 0) && !isRunning(child));
  });

  it('dies with its worker, and its child with it, when the worker is killed', async () => {
    const worker = spawn(process.execPath, ['--import', 'tsx', 'test/mcp/hub-process.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const [line] = (await once(worker.stdout, 'data')) as [Buffer];
    const { server, child } = JSON.parse(line.toString()) as { server: number; child: number };
    expect([isRunning(server), isRunning(child)]).toEqual([true, true]);
    worker.kill('SIGKILL');
    await until('both are gone', () => !isRunning(server) && !isRunning(child), 3_000);
  });

  it('that crashes leaves nothing behind either', async () => {
    await open({ bad: hostileServer() });
    const child = Number(textOf(await call('bad', 'fork')));
    await call('bad', 'crash');
    await until('the child is gone', () => !isRunning(child));
  });

  it('is let go of when the call is aborted', async () => {
    await open({ bad: hostileServer() });
    const abort = new AbortController();
    const pending = call('bad', 'hang', {}, 20_000, abort.signal);
    await until('it is listed', () => reports.length > 0);
    abort.abort();
    expect(await pending).toEqual({ kind: 'aborted' });
  });
});

it.each([
  ['a program that is not there', { command: 'no-such-program' }, 'no program no-such-program'],
  ['one that is no server', { command: 'sh', args: ['-c', 'echo broken >&2; exit 1'] }, 'broken'],
  ['an address where nobody listens', { url: 'http://127.0.0.1:5/mcp' }, 'ECONNREFUSED'],
  ['the metadata of a cloud', { url: 'http://169.254.169.254/mcp' }, 'link-local'],
  ['the same, mapped', { url: 'http://[::ffff:a9fe:a9fe]/mcp' }, 'link-local'],
])('%s is told in words', async (_name, definition, told) => {
  const one = await open({ odd: definition });
  expect(await one.list('odd')).toMatchObject({ status: 'failed', error: expect.stringContaining(told) });
});
