import { createHash } from 'node:crypto';
import type { McpToolDefinition } from '@/lib/contracts/mcp';

const MAX_NAME = 64;

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/**
 * How models call a tool: `<server>__<tool>`, at most 64 letters, digits, `_` and `-`. A name that had to be changed, or whose
 * parts could be read in another way, ends in a hash of both: whatever else is offered, a tool keeps its name, and no two share one.
 */
export function callNameOf(server: string, tool: string): string {
  const plain = `${server}__${tool}`;
  const isPlain = /^[A-Za-z0-9-]+(_[A-Za-z0-9-]+)*$/.test(server) && /^[A-Za-z0-9_-]+$/.test(tool) && plain.length <= MAX_NAME;
  if (isPlain) return plain;
  const mark = sha256(JSON.stringify([server, tool])).slice(0, 10);
  const clean = plain.replace(/[^A-Za-z0-9_-]+/g, '_');
  return `${clean.slice(0, MAX_NAME - mark.length - 1)}_${mark}`;
}

/** The same for the same definition, in whatever order its keys come. */
export function definitionHash(definition: McpToolDefinition): string {
  return sha256(JSON.stringify(sorted(definition)));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}

/** Nothing that its own word says might change something, unless it says that it may be done twice. */
export function isRepeatable({ annotations }: McpToolDefinition): boolean {
  return annotations.readOnlyHint === true || annotations.idempotentHint === true;
}
