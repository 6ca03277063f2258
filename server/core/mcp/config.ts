import { z } from 'zod';

/** A server as a file defines it, with its variables replaced. Never sent anywhere: it may hold secrets. */
export type McpServerDefinition = {
  name: string;
  /** As it stands in the file, for people. */
  shown: { target: string; given: string[] };
} & (
  | { transport: 'stdio'; command: string; args: string[]; env: Record<string, string>; cwd: string | null }
  | { transport: 'http'; url: string; headers: Record<string, string> }
);

export interface McpConfig {
  servers: McpServerDefinition[];
  /** What cannot be used, in words for the operator. */
  problems: string[];
}

const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/;
const texts = z.record(z.string(), z.string());
const stdioSchema = z.strictObject({
  command: z.string().min(1),
  args: z.array(z.string()).default([]),
  env: texts.default({}),
  cwd: z.string().min(1).optional(),
  type: z.literal('stdio').optional(),
});
const httpSchema = z.strictObject({
  url: z.string().min(1),
  headers: texts.default({}),
  type: z.enum(['http', 'streamable-http', 'streamableHttp']).optional(),
});

/** Reads the file's text. A faulty server is left out with a problem; the others serve. */
export function readMcpConfig(json: string, environment: Record<string, string | undefined>): McpConfig {
  const parsed = parseJson(json);
  if (!parsed.ok) return { servers: [], problems: [parsed.problem] };
  const outer = z.object({ mcpServers: z.record(z.string(), z.unknown()) }).safeParse(parsed.value);
  if (!outer.success)
    return { servers: [], problems: ['The file must be an object with the key "mcpServers": { "mcpServers": { "name": { … } } }.'] };
  const servers: McpServerDefinition[] = [];
  const problems: string[] = [];
  for (const [name, raw] of Object.entries(outer.data.mcpServers)) {
    const read = readServer(name, raw, environment);
    if (read.ok) servers.push(read.server);
    else problems.push(...read.problems.map((problem) => `mcpServers.${name}: ${problem}`));
  }
  return { servers, problems };
}

function parseJson(json: string): { ok: true; value: unknown } | { ok: false; problem: string } {
  try {
    return { ok: true, value: JSON.parse(json) };
  } catch (error) {
    // The engine's own message may quote the file, and so a secret.
    const position = /position (\d+)/.exec(error instanceof Error ? error.message : '')?.[1];
    const line = position === undefined ? null : json.slice(0, Number(position)).split('\n').length;
    return { ok: false, problem: `The file is not valid JSON${line === null ? '' : `: look at line ${line}`}.` };
  }
}

const faultOf = (issue: z.core.$ZodIssue): string =>
  issue.code === 'invalid_type' && issue.message.endsWith('received undefined') ? 'is missing' : issue.message;

type ReadServer = { ok: true; server: McpServerDefinition } | { ok: false; problems: string[] };

function readServer(name: string, raw: unknown, environment: Record<string, string | undefined>): ReadServer {
  if (!NAME.test(name)) return { ok: false, problems: ['its name must be letters, digits, ".", "_" or "-", 64 at most'] };
  const isHttp = typeof raw === 'object' && raw !== null && 'url' in raw;
  const parsed = (isHttp ? httpSchema : stdioSchema).safeParse(raw);
  if (!parsed.success) {
    const told = parsed.error.issues.map((issue) => `${issue.path.join('.') || 'it'}: ${faultOf(issue)}`);
    return { ok: false, problems: told };
  }
  const missing = new Set<string>();
  const fill = (value: string): string => fillVariables(value, environment, missing);
  const fillAll = (values: Record<string, string>) => Object.fromEntries(Object.entries(values).map(([key, value]) => [key, fill(value)]));
  const given = parsed.data;
  const server: McpServerDefinition =
    'url' in given
      ? {
          name,
          transport: 'http',
          url: fill(given.url),
          headers: fillAll(given.headers),
          shown: { target: given.url, given: Object.keys(given.headers) },
        }
      : {
          name,
          transport: 'stdio',
          command: fill(given.command),
          args: given.args.map(fill),
          env: fillAll(given.env),
          cwd: given.cwd === undefined ? null : fill(given.cwd),
          shown: { target: [given.command, ...given.args].join(' '), given: Object.keys(given.env) },
        };
  if (missing.size > 0) return { ok: false, problems: [...missing].map((variable) => `the environment variable ${variable} is not set`) };
  if (server.transport === 'http' && !/^https?:\/\/[^/]/.test(server.url))
    return { ok: false, problems: ['url: must begin with http:// or https://'] };
  return { ok: true, server };
}

/** `${NAME}` and `${NAME:-otherwise}`. */
function fillVariables(value: string, environment: Record<string, string | undefined>, missing: Set<string>): string {
  return value.replace(/\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g, (_all, name: string, otherwise: string | undefined) => {
    const found = environment[name] || otherwise;
    if (found === undefined) missing.add(name);
    return found ?? '';
  });
}
