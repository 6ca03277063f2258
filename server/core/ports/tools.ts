import type { McpToolDefinition } from '@/lib/contracts/mcp';
import type { McpServerDefinition } from '@/server/core/mcp/config';
import type { ToolDefinition } from './model';

/** A tool from outside that a role may call now. */
export interface OfferedTool {
  server: string;
  tool: string;
  hash: string;
  /** What the model is shown: the definition that a person allowed. */
  definition: ToolDefinition;
  askFirst: boolean;
  /** May run a second time after a crash: it reads, or says that it is idempotent. */
  repeatable: boolean;
  timeoutMs: number;
}

/** `aborted`: the signal fired, and whether the call took effect is not known. */
export type OutsideResult = { kind: 'done'; ok: boolean; text: string } | { kind: 'aborted' };

export interface OutsideCall {
  runId: string;
  taskKey: string;
  /** The same for every try of this call. */
  idempotencyKey: string;
  signal: AbortSignal;
}

/** A call that a person is asked about. */
export interface AskedCall {
  role: string;
  server: string;
  tool: string;
  /** Of the definition that was asked about. */
  hash: string;
}

/** Asks the settings of now about a call with these arguments. In words why it would not be made; null: it would. */
export type CallPolicy = (call: AskedCall, given: string) => Promise<{ field: 'arguments' | 'decision'; message: string } | null>;

/** Tools beside the built-in ones, as the settings permit them at the moment of asking: what is revoked is gone at once. */
export interface ToolProvider {
  offered(role: string): Promise<OfferedTool[]>;
  /** Whether a person allowed every call of this tool for the run. */
  isGranted(runId: string, tool: OfferedTool): Promise<boolean>;
  /** What is wrong with the arguments by the tool's schema, in words for the model; null: nothing. */
  faultOf(tool: OfferedTool, given: unknown): string | null;
  /** Never rejects: a server that hangs or crashes is a failed call. */
  call(tool: OfferedTool, given: Record<string, unknown>, call: OutsideCall): Promise<OutsideResult>;
}

/** What a server told of itself, or why it could not. */
export interface McpReport {
  status: 'ready' | 'failed' | 'stopped';
  error: string | null;
  version: string | null;
  pid: number | null;
  /** Null: not asked. */
  tools: McpToolDefinition[] | null;
}

export type McpAnswer =
  | { kind: 'answered'; isError: boolean; content: unknown[]; structured: unknown }
  /** Something between us and the server; in words for model and operator. */
  | { kind: 'fault'; message: string }
  | { kind: 'aborted' };

/** The clients of one worker: one a server, started when it is first needed. */
export interface McpHub {
  servers(): readonly McpServerDefinition[];
  /** Reads the file again; servers that are no longer defined, or are defined otherwise, are stopped. */
  reload(): Promise<void>;
  /** Starts the server if need be and asks for its tools, whatever the backoff; the answer goes to `report` too. */
  list(server: string): Promise<McpReport>;
  /** `hash`: the tool as it was allowed; a server that now says otherwise is not called. Never rejects. */
  call(
    at: { server: string; tool: string; hash: string },
    given: Record<string, unknown>,
    how: { timeoutMs: number; signal: AbortSignal; idempotencyKey: string },
  ): Promise<McpAnswer>;
  /** Stops a server that is no longer wanted. */
  stop(server: string): Promise<void>;
  close(): Promise<void>;
}
