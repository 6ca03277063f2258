import { z } from 'zod';
import type { Permission } from '@/lib/contracts/access';
import { tryAgentSchema } from '@/lib/contracts/agent-try';
import { exportAuditSchema } from '@/lib/contracts/audit';
import type { HttpMeta, ProcedureMeta } from '../meta';
import { appRouter } from '../router';
import type { ApiContext } from '../trpc';
import { exportCheckpoint, importCheckpoint } from './checkpoint-files';
import { exportAudit } from './export-audit';
import { exportRun } from './export-run';
import { openApiDocument } from './openapi';
import { tryAgent } from './try-agent';

/** A row of the contract that is a procedure. */
export interface ProcedureRoute extends HttpMeta {
  kind: 'procedure';
  /** `runs.list` */
  name: string;
  permission: Permission;
  input: z.ZodType | null;
  output: z.ZodType | null;
  /** Input fields that become numbers: a query's text is checked before it is coerced. */
  numbers: ReadonlySet<string>;
}

/** A row whose answer is no JSON of a procedure: a stream, or the description itself. Of query and body it takes what it reads. */
export interface RawRoute extends HttpMeta {
  kind: 'raw';
  name: string;
  permission: Permission;
  contentType: string;
  /** Of the query, for the description. */
  query?: z.ZodType;
  /** Of the body, for the description. */
  body?: z.ZodType;
  respond(context: ApiContext, params: Record<string, string>, query: URLSearchParams, request: Request): Promise<Response>;
}
export type Route = ProcedureRoute | RawRoute;

/** What tRPC keeps of a built procedure, by its full name; its types show less than is there. */
interface ProcedureInternals {
  meta: ProcedureMeta;
  inputs: z.ZodType[];
  output?: z.ZodType;
}

function procedureRoutes(): ProcedureRoute[] {
  const procedures = appRouter._def.procedures as unknown as Record<string, { _def: ProcedureInternals }>;
  return Object.entries(procedures).flatMap(([name, procedure]): ProcedureRoute[] => {
    const { meta, inputs, output } = procedure._def;
    if (!meta.http) return [];
    const input = inputs[0] ?? null;
    const { permission, http } = meta;
    return [{ kind: 'procedure', name, permission, input, output: output ?? null, numbers: numericFields(input), ...http }];
  });
}

function numericFields(schema: z.ZodType | null): ReadonlySet<string> {
  const properties = schema ? z.toJSONSchema(schema, { io: 'output', unrepresentable: 'any' }).properties : undefined;
  const isNumber = (field: unknown) => typeof field === 'object' && field !== null && 'type' in field && field.type === 'integer';
  return new Set(Object.keys(properties ?? {}).filter((name) => isNumber(properties?.[name])));
}

/** The contract's table: all that `/api/v1` answers, and what `openapi.json` says of it. */
export const CONTRACT_ROUTES: readonly Route[] = [
  ...procedureRoutes(),
  {
    kind: 'raw',
    name: 'runs.export',
    permission: 'runs.read',
    method: 'GET',
    path: '/runs/{runId}/export',
    summary: 'All artifacts of a run as a zip',
    contentType: 'application/zip',
    respond: exportRun,
  },
  {
    kind: 'raw',
    name: 'audit.export',
    permission: 'audit.read',
    method: 'GET',
    path: '/audit/export',
    summary: 'The audit log as CSV or JSON Lines',
    contentType: 'text/csv',
    query: exportAuditSchema,
    respond: exportAudit,
  },
  {
    kind: 'raw',
    name: 'checkpoints.export',
    permission: 'runs.read',
    method: 'GET',
    path: '/checkpoints/{checkpointId}/export',
    summary: 'A checkpoint with all that it names, as a file',
    contentType: 'application/gzip',
    respond: exportCheckpoint,
  },
  {
    kind: 'raw',
    name: 'checkpoints.import',
    permission: 'runs.write',
    method: 'POST',
    path: '/checkpoints/import',
    status: 201,
    idempotent: true,
    summary: 'Make a paused run of an exported file (the body, up to 64 MiB)',
    contentType: 'application/json',
    respond: importCheckpoint,
  },
  {
    kind: 'raw',
    name: 'agents.try',
    permission: 'agents.manage',
    method: 'POST',
    path: '/agents/{role}/try',
    summary: 'Send a message to a role, saved or not: events as JSON Lines. No run is touched',
    contentType: 'application/x-ndjson',
    body: tryAgentSchema.omit({ role: true }),
    respond: tryAgent,
  },
  {
    kind: 'raw',
    name: 'system.openapi',
    permission: 'runs.read',
    method: 'GET',
    path: '/openapi.json',
    summary: 'This description (OpenAPI 3.1)',
    contentType: 'application/json',
    respond: async () => Response.json(openApiDocument(CONTRACT_ROUTES)),
  },
];
