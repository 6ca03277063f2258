import { z } from 'zod';
import { cleanText } from '../agent/clean-text';
import { fenced, fenceMark } from '../agent/fence';

/** What a model is shown of one result at most. */
export const MAX_RESULT_BYTES = 256 * 1024;

const partSchema = z.union([
  z.object({ type: z.literal('text'), text: z.string() }),
  z.object({ type: z.enum(['image', 'audio']), data: z.string(), mimeType: z.string() }),
  z.object({ type: z.literal('resource_link'), uri: z.string(), name: z.string().optional() }),
  z.object({
    type: z.literal('resource'),
    resource: z.object({ uri: z.string(), mimeType: z.string().optional(), text: z.string().optional(), blob: z.string().optional() }),
  }),
]);

/**
 * A tool's answer as the model reads it: text between marks that say where it came from, everything else as a note, and no more
 * than `MAX_RESULT_BYTES` of it.
 */
export function renderResult(
  from: { server: string; tool: string },
  answer: { isError: boolean; content: readonly unknown[]; structured: unknown },
): string {
  const parts = answer.content.map(renderPart).filter((part) => part !== '');
  if (parts.length === 0 && answer.structured !== undefined) parts.push(JSON.stringify(answer.structured, null, 2));
  const { text, note } = cut(cleanText(parts.join('\n\n')));
  const header = { from: `tool ${from.tool} of server ${from.server}`, ...(answer.isError ? { error: true } : {}) };
  return `${fenced(fenceMark([text]), header, text === '' ? '(no content)' : text)}${note}`;
}

function renderPart(raw: unknown): string {
  const parsed = partSchema.safeParse(raw);
  if (!parsed.success) return '(a part of a kind that cannot be shown)';
  const part = parsed.data;
  switch (part.type) {
    case 'text':
      return part.text;
    case 'image':
    case 'audio':
      return `(${part.type}, ${part.mimeType}, ${base64Bytes(part.data)} bytes: not shown)`;
    case 'resource_link':
      return `(resource ${part.name ? `${part.name}, ` : ''}${part.uri})`;
    case 'resource': {
      const { uri, text, blob, mimeType } = part.resource;
      if (text !== undefined) return `(resource ${uri})\n${text}`;
      return `(resource ${uri}, ${mimeType ?? 'binary'}, ${base64Bytes(blob ?? '')} bytes: not shown)`;
    }
  }
}

const base64Bytes = (data: string): number => Math.floor((data.length * 3) / 4);

function cut(text: string): { text: string; note: string } {
  const bytes = Buffer.from(text);
  if (bytes.length <= MAX_RESULT_BYTES) return { text, note: '' };
  // The last character may have been cut in two.
  const kept = bytes
    .subarray(0, MAX_RESULT_BYTES)
    .toString('utf8')
    .replace(/\uFFFD$/, '');
  return {
    text: kept,
    note: `\nThe answer was cut: ${bytes.length} bytes came, the first ${MAX_RESULT_BYTES} are shown. Ask for less at once.`,
  };
}
