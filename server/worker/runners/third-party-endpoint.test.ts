import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TaskBriefing } from '@/server/core/ports/task-runner';
import { createModelClient } from '@/server/infra/model/create-model-client';
import { endpointModelConfig } from '@/server/infra/model/model-config';
import { briefingOf, createMemoryStore } from '@/test/memory-execution-store';
import { createTaskRunner } from './task-runner';

// An OpenAI-compatible server that nobody here wrote: plain text, no tools, no usage, errors inside the stream.
const CONFIG = `
streaming: { chunkSize: 12, chunkIntervalMs: 1 }
rules:
  - path: "/v1/chat/completions"
    response:
      status: 200
      content: '{"id":"x","object":"chat.completion","model":"gpt-5-mini","choices":[{"message":{"role":"assistant","content":"# Tides\\n\\nTwo a day."},"finish_reason":"stop"}]}'
  - path: "/v1/chat/completions"
    match: "contains(body.messages[-1].content, 'be limited')"
    response:
      status: 429
      content: '{"error":{"message":"Slow down","type":"rate_limit_error"}}'
`;

let folder: string;
let server: ChildProcess;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'third-party-'));
  await writeFile(join(folder, 'config.yaml'), CONFIG);
  const port = await freePort();
  const main = createRequire(import.meta.url).resolve('@dwmkerr/mock-llm');
  server = spawn(process.execPath, [main, '--config', join(folder, 'config.yaml')], {
    env: { ...process.env, HOST: '127.0.0.1', PORT: String(port) },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  url = `http://127.0.0.1:${port}/v1`;
  await new Promise<void>((resolve, reject) => {
    server.stdout?.on('data', (chunk) => String(chunk).includes('server running') && resolve());
    server.once('exit', (code) => reject(new Error(`the server ended with ${code}`)));
  });
}, 30_000);

afterAll(async () => {
  const ended = new Promise((resolve) => server.once('exit', resolve));
  server.kill();
  await ended;
  await rm(folder, { recursive: true });
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

async function perform(briefing: Partial<TaskBriefing>) {
  const clock = { now: () => performance.now(), sleep: () => new Promise<void>(() => undefined), random: () => 0.5 };
  const store = createMemoryStore(briefingOf(briefing));
  const models = { economy: null, standard: null, premium: null };
  const model = createModelClient(endpointModelConfig({ baseUrl: url, apiKey: null, models }), { clock });
  const log = { info: () => undefined, warn: () => undefined, error: () => undefined };
  const control = { signal: new AbortController().signal, stopRequested: () => null, speak: () => undefined, endTurn: () => undefined };
  return {
    outcome: await createTaskRunner({ store, model, clock, log }).run({ runId: 'r', node: 1, epoch: 1, attempt: 1 }, control),
    store,
  };
}

it('plain text becomes the artifact, its cost estimated from the words', async () => {
  const { outcome, store } = await perform({ key: 'tides', role: 'ux_engineer' });
  expect(outcome).toEqual({ kind: 'succeeded' });
  expect(store.artifacts).toMatchObject([{ name: 'tides.md', type: 'document', content: '# Tides\n\nTwo a day.' }]);
  expect(store.turns[0]?.costMicroUsd).toBeGreaterThan(0);
});

it('its error inside a stream is classified like any other', async () => {
  const { outcome } = await perform({ prompt: 'Please be limited.' });
  expect(outcome).toMatchObject({ kind: 'failed', failure: { code: 'rate_limited', httpStatus: 429, permanent: false } });
});
