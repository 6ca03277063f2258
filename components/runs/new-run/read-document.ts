import { guessType } from '@/lib/documents/guess-type';
import { type BinaryKind, sniffDocument } from '@/lib/documents/sniff-document';
import { type DocumentDraft, wireBytesOf } from './draft';

export type ReadDocument = { ok: true; document: DocumentDraft } | { ok: false; name: string; why: string };

const MAX_FILE_BYTES = 4 * 1024 * 1024;
/** In base64 a file takes a third more, and the request has 4 MiB. */
const MAX_BINARY_BYTES = 3 * 1024 * 1024 - 64 * 1024;

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
  const kind = sniffDocument(new Uint8Array(bytes));
  if (kind !== null) return binaryDocument(name, kind, new Uint8Array(bytes), id);
  const text = decodeText(bytes);
  if (text === null)
    return { ok: false, name, why: 'is neither text nor a PDF nor a zip. Export it as Markdown, CSV, JSON or PDF and add that.' };
  return { ok: true, document: documentOf(name, text, id) };
}

/** Sent as it is: the server takes out the text. */
function binaryDocument(name: string, kind: BinaryKind, bytes: Uint8Array, id: string): ReadDocument {
  if (bytes.byteLength > MAX_BINARY_BYTES)
    return { ok: false, name, why: 'is larger than 2.9 MiB. Split it, or keep the part that matters.' };
  const content = base64Of(bytes);
  const type = kind === 'zip' ? 'code' : guessType(name);
  return { ok: true, document: { id, name, type, content, encoding: 'base64', wireBytes: content.length + 2 } };
}

/** In pieces: the arguments of one call are limited. A multiple of three needs no padding in between. */
const PIECE_BYTES = 24_576;

function base64Of(bytes: Uint8Array): string {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) pieces.push(btoa(String.fromCharCode(...bytes.subarray(at, at + PIECE_BYTES))));
  return pieces.join('');
}
