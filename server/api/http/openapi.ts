import { z } from 'zod';
import { ERROR_STATUS } from '@/lib/errors';
import { pathFields, readsQuery } from './read-input';
import type { ProcedureRoute, Route } from './routes';

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** OpenAPI 3.1 of the contract's table: what exists now, from the schemas that validate it. */
export function openApiDocument(routes: readonly Route[]): Record<string, unknown> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = paths[route.path] ?? {};
    path[route.method.toLowerCase()] = operationOf(route);
    paths[route.path] = path;
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Signalbox', version: '1', description: 'Runs of agents, their tasks, events and artifacts.' },
    servers: [{ url: '/api/v1' }],
    security: [{ bearer: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'next-auth.session-token' },
      },
      schemas: { Problem: PROBLEM },
    },
  };
}

const PROBLEM = {
  type: 'object',
  required: ['type', 'title', 'status', 'detail', 'code'],
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: Object.keys(ERROR_STATUS) },
    issues: {
      type: 'array',
      items: {
        type: 'object',
        required: ['path', 'message'],
        properties: { path: { type: 'string', description: 'Where, joined by dots' }, message: { type: 'string' } },
      },
    },
  },
};

function operationOf(route: Route): Record<string, unknown> {
  return {
    operationId: route.name,
    summary: route.summary,
    tags: [route.name.split('.')[0]],
    'x-permission': route.permission,
    ...inputOf(route.kind === 'procedure' ? route : { ...route, input: route.body ?? route.query ?? null }),
    responses: {
      [route.status ?? 200]: successOf(route),
      default: {
        description: 'An error',
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    },
  };
}

function successOf(route: Route): Record<string, unknown> {
  if (route.status === 204) return { description: 'Done' };
  if (route.kind === 'raw') return { description: 'Success', content: { [route.contentType]: {} } };
  return { description: 'Success', content: { 'application/json': { schema: route.output ? jsonSchema(route.output, 'output') : {} } } };
}

function inputOf(route: Pick<ProcedureRoute, 'path' | 'method' | 'input' | 'idempotent'>): Record<string, unknown> {
  const inPath = pathFields(route.path);
  // Coerced fields have no input type of their own, so parameters are described by what they become.
  const fields: JsonSchema = route.input ? jsonSchema(route.input, readsQuery(route.method) ? 'output' : 'input') : {};
  const required = new Set(route.input ? (jsonSchema(route.input, 'input').required ?? []) : []);
  const parameters: Record<string, unknown>[] = inPath.map((name) => pathParameter(name, fields.properties?.[name]));
  const rest = Object.entries(fields.properties ?? {}).filter(([name]) => !inPath.includes(name));
  if (readsQuery(route.method)) {
    for (const [name, schema] of rest) {
      // Lists are one value with commas: a field given twice is refused.
      const isList = typeof schema === 'object' && schema.type === 'array';
      parameters.push({
        name,
        in: 'query',
        required: isAsked(schema) && required.has(name),
        schema,
        ...(isList ? { explode: false } : {}),
      });
    }
    return { parameters };
  }
  if (route.idempotent) {
    parameters.push({ name: 'Idempotency-Key', in: 'header', required: false, schema: { type: 'string', minLength: 1, maxLength: 255 } });
  }
  if (rest.length === 0) return { parameters };
  const schema = {
    ...fields,
    properties: Object.fromEntries(rest),
    required: rest.map(([name]) => name).filter((name) => required.has(name)),
  };
  return { parameters, requestBody: { required: schema.required.length > 0, content: { 'application/json': { schema } } } };
}

/** A field with a default is never asked for. */
function isAsked(schema: JsonSchema | boolean): boolean {
  return typeof schema === 'boolean' || schema.default === undefined;
}

function pathParameter(name: string, schema: JsonSchema | boolean | undefined): Record<string, unknown> {
  return { name, in: 'path', required: true, schema: schema ?? { type: 'string', format: 'uuid' } };
}

function jsonSchema(schema: z.ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
