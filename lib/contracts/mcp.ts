import { z } from 'zod';
import { idSchema, text, timeSchema } from './common';
import { ROLES } from './task';

export const MCP_CALL_TIMEOUT_SECONDS = 60;

/** The planner answers with a plan and calls nothing. */
export const mcpRoleSchema = z.enum(ROLES).exclude(['planner']);

/** What a server says a tool is: all of it is pinned when a person allows it. */
export const mcpToolDefinitionSchema = z.object({
  name: z.string(),
  title: z.string().nullable(),
  description: z.string(),
  inputSchema: z.record(z.string(), z.unknown()),
  annotations: z.object({
    readOnlyHint: z.boolean().nullable(),
    destructiveHint: z.boolean().nullable(),
    idempotentHint: z.boolean().nullable(),
    openWorldHint: z.boolean().nullable(),
  }),
});
export type McpToolDefinition = z.infer<typeof mcpToolDefinitionSchema>;

export const mcpToolPolicySchema = z.strictObject({
  allowed: z.boolean(),
  askFirst: z.boolean(),
  /** Of the definition that the person saw. */
  hash: z.string().regex(/^[0-9a-f]{64}$/, { error: 'must be the hash of the tool as it was read' }),
});

export const mcpServerPolicySchema = z.strictObject({
  enabled: z.boolean(),
  /** Agents that may call its allowed tools. */
  roles: z.array(mcpRoleSchema).max(ROLES.length),
  callTimeoutSeconds: z.int().min(1).max(600).default(MCP_CALL_TIMEOUT_SECONDS),
  tools: z.record(text(128), mcpToolPolicySchema),
});
export type McpServerPolicy = z.infer<typeof mcpServerPolicySchema>;

/** The document `mcp` of the settings. */
export const mcpPolicySchema = z.object({ servers: z.record(z.string(), mcpServerPolicySchema) });
export type McpPolicy = z.infer<typeof mcpPolicySchema>;

export const MCP_STATUSES = ['unknown', 'ready', 'failed', 'stopped'] as const;

export const mcpToolViewSchema = z.object({
  name: z.string(),
  /** As models call it. */
  callName: z.string(),
  definition: mcpToolDefinitionSchema,
  hash: z.string(),
  /** `changed`: it is not what was allowed, and not offered until it is allowed again. `gone`: the server has it no more. */
  standing: z.enum(['not_allowed', 'allowed', 'changed', 'gone']),
  askFirst: z.boolean(),
  /** What was allowed, where it changed since. */
  approved: mcpToolDefinitionSchema.nullable(),
});
export type McpToolView = z.infer<typeof mcpToolViewSchema>;

export const mcpServerViewSchema = z.object({
  name: z.string(),
  /** Null: it is no longer defined. */
  transport: z.enum(['stdio', 'http']).nullable(),
  /** Command line or address, as it stands in the file: variables are not replaced. */
  target: z.string(),
  /** Names of the environment variables or headers that the file gives; never their values. */
  given: z.array(z.string()),
  status: z.enum(MCP_STATUSES),
  error: z.string().nullable(),
  version: z.string().nullable(),
  pid: z.int().nullable(),
  startedAt: timeSchema.nullable(),
  listedAt: timeSchema.nullable(),
  /** Its tools were asked for and no worker has answered yet. */
  refreshing: z.boolean(),
  policy: mcpServerPolicySchema,
  tools: z.array(mcpToolViewSchema),
});
export type McpServerView = z.infer<typeof mcpServerViewSchema>;

export const mcpOverviewSchema = z.object({
  /** Where servers are defined; the file need not be there. */
  configPath: z.string(),
  origin: z.enum(['environment', 'data_folder']),
  found: z.boolean(),
  problems: z.array(z.string()),
  /** Of the settings document; sent back with a change. */
  version: z.int(),
  servers: z.array(mcpServerViewSchema),
});
export type McpOverview = z.infer<typeof mcpOverviewSchema>;

export const mcpServerNameSchema = text(64);
export const saveMcpServerSchema = z.strictObject({
  server: mcpServerNameSchema,
  baseVersion: z.int().min(0),
  policy: mcpServerPolicySchema,
});
export type SaveMcpServer = z.infer<typeof saveMcpServerSchema>;

export const mcpCallViewSchema = z.object({
  id: idSchema,
  tool: z.string(),
  runId: idSchema,
  taskKey: z.string(),
  at: timeSchema,
  durationMs: z.int(),
  ok: z.boolean(),
  error: z.string().nullable(),
});
export type McpCallView = z.infer<typeof mcpCallViewSchema>;
