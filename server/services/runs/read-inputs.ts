import type { InputDraft } from '@/lib/contracts/run';
import { sniffDocument } from '@/lib/documents/sniff-document';
import { invalidInput } from '@/lib/errors';
import { documentInputs, type InputDocument } from '@/server/core/documents/document-inputs';
import type { DocumentReader } from '@/server/core/ports/document-reader';

const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * The input documents of a run as they are stored: text as it is, the text of a PDF, the files of a zip.
 * @throws AppError invalid_input naming `inputs.N.…`, unavailable
 */
export async function readInputs(reader: DocumentReader, drafts: readonly InputDraft[]): Promise<InputDocument[]> {
  const names = new Set<string>();
  drafts.forEach((draft, index) => {
    if (names.has(draft.name)) throw invalidInput(`inputs.${index}.name`, `there are two documents named "${draft.name}"`);
    names.add(draft.name);
  });
  const documents: InputDocument[] = [];
  for (const [index, draft] of drafts.entries()) documents.push(...apart(await readInput(reader, draft, index), names));
  return documents;
}

async function readInput(reader: DocumentReader, draft: InputDraft, index: number): Promise<InputDocument[]> {
  const { name, type } = draft;
  const path = `inputs.${index}.content`;
  if (draft.encoding !== 'base64') return [{ name, type, content: withoutNul(draft.content, path), metadata: {} }];
  const bytes = decodeBase64(draft.content, path);
  const kind = sniffDocument(bytes);
  if (kind === null) return [{ name, type, content: withoutNul(decodeText(bytes, path), path), metadata: {} }];
  const result = await reader.read(kind, bytes);
  if (!result.ok) throw invalidInput(path, `${name} ${result.why}`);
  return documentInputs({ name, type, bytes: bytes.byteLength }, result.document);
}

/** Names of a zip's files that are taken already get the archive's name before them. */
function apart(documents: InputDocument[], names: Set<string>): InputDocument[] {
  return documents.map((document) => {
    const { archive } = document.metadata;
    if (typeof archive !== 'string') {
      names.add(document.name);
      return document;
    }
    const folder = archive.replace(/\.zip$/i, '');
    let { name } = document;
    for (let count = 1; names.has(name); count += 1)
      name = count === 1 ? `${folder}/${document.name}` : `${folder} (${count})/${document.name}`;
    names.add(name);
    return { ...document, name };
  });
}

function withoutNul(content: string, path: string): string {
  if (content.includes('\u0000')) throw invalidInput(path, 'must be text; this holds a NUL character');
  return content;
}

/** Padding may be left out, but not given in part. */
function isBase64(text: string): boolean {
  return /^[A-Za-z0-9+/]*={0,2}$/.test(text) && (text.endsWith('=') ? text.length % 4 === 0 : text.length % 4 !== 1);
}

function decodeBase64(encoded: string, path: string): Uint8Array {
  const compact = encoded.replace(/\s+/g, '');
  if (!isBase64(compact)) throw invalidInput(path, 'is not valid base64');
  // A copy of its own: small buffers share one with others, and a thread is handed all of it.
  return new Uint8Array(Buffer.from(compact, 'base64'));
}

function decodeText(bytes: Uint8Array, path: string): string {
  try {
    return decoder.decode(bytes);
  } catch {
    throw invalidInput(path, 'must be UTF-8 text, a PDF or a zip of sources; this is none of them');
  }
}
