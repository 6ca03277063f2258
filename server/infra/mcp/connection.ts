import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CallToolResultSchema,
  ErrorCode,
  ListToolsResultSchema,
  McpError,
  type Tool,
  ToolListChangedNotificationSchema,
} from '@modelcontextprotocol/sdk/types.js';
import type { McpToolDefinition } from '@/lib/contracts/mcp';
import type { McpServerDefinition } from '@/server/core/mcp/config';
import { definitionHash } from '@/server/core/mcp/tool-identity';
import type { McpAnswer } from '@/server/core/ports/tools';
import type { GroupGuard } from './group-guard';
import { createGuardedFetch } from './guarded-fetch';
import { GroupStdioTransport } from './stdio-transport';

const START_MS = 30_000;
const LIST_MS = 15_000;
const SETTLE_MS = 500;
const PING_MS = 2_000;
const MAX_TOOLS = 200;
const MAX_PAGES = 20;
/** A definition of a tool; what is longer would crowd out the task. */
const MAX_DEFINITION_CHARS = 32_000;
const MAX_NAME_CHARS = 128;

/** A server that has greeted us, with its tools as it told them. */
export interface Connection {
  readonly pid: number | null;
  readonly version: string | null;
  /** What was left out of its list, in words; null: nothing. */
  readonly note: string | null;
  tools(): readonly McpToolDefinition[];
  hashOf(tool: string): string | null;
  relist(): Promise<void>;
  call(
    tool: string,
    given: Record<string, unknown>,
    how: { timeoutMs: number; signal: AbortSignal; idempotencyKey: string },
  ): Promise<McpAnswer>;
  /** Whether it still answers at all. */
  isAlive(): Promise<boolean>;
  /** Why it ended, where it did. */
  lastWords(): string;
  close(): Promise<void>;
}

export interface ConnectDeps {
  guard: GroupGuard;
  clientVersion: string;
  folder: string;
  /** It ended, by itself or by `close`. */
  onClose: () => void;
  /** It says that its tools have changed. */
  onToolsChanged: () => void;
}

/** Starts or reaches a server and reads its tools. @throws Error in words for the operator */
export async function connect(definition: McpServerDefinition, deps: ConnectDeps): Promise<Connection> {
  const guarded = definition.transport === 'http' ? createGuardedFetch() : null;
  const stdio =
    definition.transport === 'stdio' ? new GroupStdioTransport({ ...definition, cwd: definition.cwd ?? deps.folder }, deps.guard) : null;
  const transport: Transport | null =
    definition.transport === 'http' && guarded
      ? new StreamableHTTPClientTransport(new URL(definition.url), { fetch: guarded.fetch, requestInit: { headers: definition.headers } })
      : stdio;
  if (!transport) throw new Error('no transport');
  const client = new Client({ name: 'signalbox', version: deps.clientVersion });
  const lastWords = () => stdio?.lastWords ?? '';
  const close = async () => {
    // The SDK forgets its transport once it has closed; the group must end all the same.
    await client.close().catch(() => undefined);
    await stdio?.close();
    await guarded?.close().catch(() => undefined);
  };
  client.onclose = deps.onClose;
  try {
    await client.connect(transport, { timeout: START_MS });
    const listed = await listTools(client);
    const connection = toConnection(client, listed, { pid: stdio?.pid ?? null, lastWords, close });
    client.setNotificationHandler(ToolListChangedNotificationSchema, () => deps.onToolsChanged());
    return connection;
  } catch (error) {
    // A pipe breaks a moment before the reason is known.
    if (stdio && stdio.pid !== null) await stdio.settled(SETTLE_MS);
    const said = [...new Set([faultText(error), lastWords()])].filter(Boolean).join('; ');
    await close();
    throw new Error(said);
  }
}

interface Listed {
  tools: McpToolDefinition[];
  hashes: Map<string, string>;
  note: string | null;
}

function toConnection(client: Client, first: Listed, process: Pick<Connection, 'pid' | 'lastWords' | 'close'>): Connection {
  let listed = first;
  return {
    ...process,
    version: versionOf(client),
    get note() {
      return listed.note;
    },
    tools: () => listed.tools,
    hashOf: (tool) => listed.hashes.get(tool) ?? null,
    async relist() {
      listed = await listTools(client);
    },
    async call(tool, given, { timeoutMs, signal, idempotencyKey }) {
      const params = { name: tool, arguments: given, _meta: { idempotencyKey } };
      try {
        const options = { signal, timeout: timeoutMs, maxTotalTimeout: timeoutMs };
        const result = await client.request({ method: 'tools/call', params }, CallToolResultSchema, options);
        return { kind: 'answered', isError: result.isError === true, content: result.content, structured: result.structuredContent };
      } catch (error) {
        if (signal.aborted) return { kind: 'aborted' };
        if (error instanceof McpError && error.code === ErrorCode.RequestTimeout) {
          const seconds = timeoutMs / 1_000;
          return { kind: 'fault', message: `it gave no answer within ${seconds} s; whether the call took effect is not known` };
        }
        return { kind: 'fault', message: [faultText(error), process.lastWords()].filter(Boolean).join('; ') };
      }
    },
    isAlive: () =>
      client.ping({ timeout: PING_MS }).then(
        () => true,
        () => false,
      ),
  };
}

function versionOf(client: Client): string | null {
  const server = client.getServerVersion();
  return server ? `${server.name} ${server.version}`.slice(0, 200) : null;
}

async function listTools(client: Client): Promise<Listed> {
  const tools: McpToolDefinition[] = [];
  const left: string[] = [];
  if (client.getServerCapabilities()?.tools) {
    let cursor: string | undefined;
    for (let page = 0; page < MAX_PAGES; page += 1) {
      // Not the client's own listTools: it would compile the schemas of a stranger's outputs.
      const params = cursor === undefined ? {} : { cursor };
      const answer = await client.request({ method: 'tools/list', params }, ListToolsResultSchema, { timeout: LIST_MS });
      for (const tool of answer.tools) takeTool(tool, tools, left);
      cursor = answer.nextCursor;
      if (cursor === undefined || tools.length >= MAX_TOOLS) break;
    }
  }
  const note =
    left.length === 0 ? null : `Left out: ${left.slice(0, 5).join('; ')}${left.length > 5 ? ` and ${left.length - 5} more` : ''}.`;
  return { tools, hashes: new Map(tools.map((tool) => [tool.name, definitionHash(tool)])), note };
}

function takeTool(tool: Tool, tools: McpToolDefinition[], left: string[]): void {
  const shown = JSON.stringify(tool.name.slice(0, 60));
  const { readOnlyHint = null, destructiveHint = null, idempotentHint = null, openWorldHint = null } = tool.annotations ?? {};
  const definition: McpToolDefinition = {
    name: tool.name,
    title: tool.title ?? tool.annotations?.title ?? null,
    description: tool.description ?? '',
    inputSchema: tool.inputSchema,
    annotations: { readOnlyHint, destructiveHint, idempotentHint, openWorldHint },
  };
  if (tool.name === '' || tool.name.length > MAX_NAME_CHARS) left.push(`${shown}: its name is not 1 to ${MAX_NAME_CHARS} characters long`);
  else if (JSON.stringify(definition).length > MAX_DEFINITION_CHARS)
    left.push(`${shown}: its definition is over ${MAX_DEFINITION_CHARS} characters`);
  else if (JSON.stringify(definition).includes('\\u0000')) left.push(`${shown}: its definition holds a NUL character`);
  else if (tools.some((one) => one.name === tool.name)) left.push(`${shown}: a second tool of that name`);
  else if (tools.length >= MAX_TOOLS) left.push(`${shown}: more than ${MAX_TOOLS} tools`);
  else tools.push(definition);
}

/** Transport errors wrap what happened (`fetch failed`) around what matters. */
function faultText(error: unknown): string {
  const parts: string[] = [];
  for (let one: unknown = error, depth = 0; one instanceof Error && depth < 4; one = one.cause, depth += 1) parts.push(one.message);
  return [...new Set(parts)].join(': ').slice(0, 1_000) || 'it failed';
}
