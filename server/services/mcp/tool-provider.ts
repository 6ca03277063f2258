import { argumentsFault } from '@/server/core/mcp/check-arguments';
import { renderResult } from '@/server/core/mcp/render-result';
import type { Clock } from '@/server/core/ports/clock';
import type { Log } from '@/server/core/ports/log';
import type { McpAnswer, McpHub, OutsideResult, ToolProvider } from '@/server/core/ports/tools';
import type { Database } from '@/server/infra/db/tx';
import { isGrantedForRun } from '@/server/repositories/approval-repository';
import { insertMcpCall } from '@/server/repositories/mcp-repository';
import { readOffered } from './read-offered';

export interface ToolProviderDeps {
  db: Database;
  hub: McpHub;
  clock: Clock;
  log: Log;
}

/** Tools of MCP servers. The settings are read at every question, so that what is revoked is gone at once. */
export function createToolProvider({ db, hub, clock, log }: ToolProviderDeps): ToolProvider {
  return {
    offered: (role) => readOffered(db, new Set(hub.servers().map((server) => server.name)), role),
    isGranted: (runId, { definition, hash }) => isGrantedForRun(db, runId, { name: definition.name, hash }),
    faultOf: ({ hash, definition }, given) => argumentsFault({ hash, parameters: definition.parameters }, given),
    async call(tool, given, { runId, taskKey, idempotencyKey, signal }) {
      const { server, tool: name, hash, timeoutMs } = tool;
      const startedMs = clock.now();
      const answer = await hub.call({ server, tool: name, hash }, given, { timeoutMs, signal, idempotencyKey });
      const error = faultOf(answer);
      const durationMs = clock.now() - startedMs;
      await insertMcpCall(db, { server, tool: name, runId, taskKey, durationMs, ok: error === null, error }).catch((fault: unknown) =>
        log.warn({ err: fault, server, tool: name }, 'a call of a tool was not noted'),
      );
      return toResult(tool, answer);
    },
  };
}

function faultOf(answer: McpAnswer): string | null {
  switch (answer.kind) {
    case 'answered':
      return answer.isError ? 'the tool answered with an error' : null;
    case 'fault':
      // It may quote the server, and no column takes a NUL.
      return answer.message.replaceAll('\u0000', '').slice(0, 500);
    case 'aborted':
      return 'aborted';
  }
}

function toResult(tool: { server: string; tool: string }, answer: McpAnswer): OutsideResult {
  switch (answer.kind) {
    case 'answered':
      return { kind: 'done', ok: !answer.isError, text: renderResult(tool, answer) };
    case 'fault': {
      // A stranger's words may stand in the message.
      const content = [{ type: 'text', text: answer.message }];
      const told = renderResult(tool, { isError: true, content, structured: undefined });
      return { kind: 'done', ok: false, text: `The server ${tool.server} did not carry out the call.\n${told}` };
    }
    case 'aborted':
      return { kind: 'aborted' };
  }
}
