import { type DocumentDraft, wireBytesOf } from './draft';
import { guessType } from './guess-type';

export type ReadDocument = { ok: true; document: DocumentDraft } | { ok: false; name: string; why: string };

const MAX_FILE_BYTES = 4 * 1024 * 1024;

/** The name without folders and control characters, as the contract wants it. */
function plainName(name: string): string {
  const last = name.split(/[\\/]/).at(-1) ?? '';
  return last.replace(/\p{Cc}/gu, '').slice(0, 200) || 'document.txt';
}

/** Text of UTF-8 bytes; null where they are none, or hold a NUL, as every binary format soon does. */
export function decodeText(bytes: ArrayBuffer): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\u0000') ? null : text;
  } catch {
    return null;
  }
}

export function documentOf(name: string, content: string, id: string): DocumentDraft {
  const plain = plainName(name);
  return { id, name: plain, type: guessType(plain), content, wireBytes: wireBytesOf(content) };
}

/** Reads a file that was dropped, chosen or pasted. Refusals say what to do instead. */
export async function readDocument(
  file: { name: string; size: number; arrayBuffer: () => Promise<ArrayBuffer> },
  id: string,
): Promise<ReadDocument> {
  const name = plainName(file.name);
  if (file.size > MAX_FILE_BYTES) return { ok: false, name, why: 'is larger than 4 MiB. Split it, or keep the part that matters.' };
  const bytes = await file.arrayBuffer().catch(() => null);
  if (bytes === null) return { ok: false, name, why: 'could not be read. A folder cannot be added: drop its files.' };
  const text = decodeText(bytes);
  if (text === null) return { ok: false, name, why: 'is not UTF-8 text. Export it as Markdown, plain text, CSV or JSON and add that.' };
  return { ok: true, document: documentOf(name, text, id) };
}
