import type { ToolCallView } from '@/lib/contracts/task';

/** What a tool call is about in a few words: names in its arguments first. Arguments may be broken JSON. */
export function describeCall(args: string): string {
  const value = parse(args);
  if (typeof value !== 'object' || value === null) return args.trim() === '{}' ? '' : args.slice(0, 120);
  const fields = Object.entries(value).filter(
    ([key, field]) => key !== 'content' && (typeof field === 'string' || typeof field === 'number'),
  );
  return fields
    .slice(0, 3)
    .map(([, field]) => String(field))
    .join(' · ')
    .slice(0, 120);
}

/**
 * The size, in bytes, of what a call moved: of the content it writes, else of what the model was told. Null where there
 * is none (yet).
 */
export function callBytes(call: Pick<ToolCallView, 'name' | 'arguments' | 'result' | 'resultBytes'>): number | null {
  if (call.name !== 'write_artifact') return call.result === null ? null : call.resultBytes;
  const value = parse(call.arguments);
  const content = typeof value === 'object' && value !== null && 'content' in value ? value.content : null;
  return typeof content === 'string' ? new TextEncoder().encode(content).length : null;
}

/** Server and tool of a call of a tool from outside, by its name; null for a built-in one. */
export function outsideTool(name: string): { server: string; tool: string } | null {
  const [, server, tool] = /^(.+?)__(.+)$/.exec(name) ?? [];
  return server && tool ? { server, tool } : null;
}

/** JSON set for reading; anything else as it came. */
export function prettyArguments(args: string): string {
  const value = parse(args);
  return value === undefined ? args : JSON.stringify(value, null, 2);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
