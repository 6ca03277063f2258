import { guessType } from '@/lib/documents/guess-type';
import { WHOLE_MATERIAL_BYTES } from '@/server/core/agent/first-request';
import type { ArchivedFile, ReadDocument, SkippedFile } from '@/server/core/ports/document-reader';

/** An input of a run as it is stored. */
export interface InputDocument {
  name: string;
  type: string;
  content: string;
  metadata: Record<string, unknown>;
}

/**
 * What a PDF or a zip becomes. A PDF is one document under its own name. Each text file of a zip is one under its path, beside a
 * manifest; as a whole it counts like one document: up to 32 kB its files stand in every first request, beyond that only
 * the manifest does (and a README at the top), and agents read what they need by name.
 */
export function documentInputs(given: { name: string; type: string; bytes: number }, document: ReadDocument): InputDocument[] {
  if (document.kind === 'pdf') {
    const metadata = { convertedFrom: 'pdf', pages: document.pages, originalBytes: given.bytes };
    return [{ name: given.name, type: given.type, content: document.text, metadata }];
  }
  const total = document.files.reduce((sum, file) => sum + Buffer.byteLength(file.content), 0);
  const isSmall = total <= WHOLE_MATERIAL_BYTES;
  const files = document.files.map((file): InputDocument => {
    const inFirstRequest = isSmall || isTopReadme(file);
    const type = given.type === 'code' ? guessType(file.path) : given.type;
    return {
      name: file.path,
      type,
      content: file.content,
      metadata: { archive: given.name, ...(inFirstRequest ? {} : { inFirstRequest }) },
    };
  });
  const content = manifest(given.name, files, document.skipped, document.skippedMore, isSmall);
  return [
    { name: `${given.name}.md`, type: 'document', content, metadata: { convertedFrom: 'zip', originalBytes: given.bytes } },
    ...files,
  ];
}

function isTopReadme(file: ArchivedFile): boolean {
  return /^(?:[^/]+\/)?readme(?:\.(?:md|txt))?$/i.test(file.path) && Buffer.byteLength(file.content) <= WHOLE_MATERIAL_BYTES;
}

const MAX_SKIPPED_ROWS = 100;

function manifest(name: string, files: readonly InputDocument[], skipped: readonly SkippedFile[], more: number, isSmall: boolean): string {
  const how = isSmall
    ? 'Each file is a document of its own under the name below.'
    : 'The files are not shown here. Read one with read_artifact and its name below.';
  const rows = files.map((file) => `${file.name} (${file.type}, ${lineCount(file.content)}, ${Buffer.byteLength(file.content)} bytes)`);
  const left = skipped.length + more;
  const reasons = skipped.slice(0, MAX_SKIPPED_ROWS).map(({ path, bytes, why }) => `${path} (${bytes} bytes): ${why}`);
  const rest = left - reasons.length;
  return [
    `# Contents of ${name}`,
    `${files.length} files. ${how}`,
    list(rows),
    ...(left > 0 ? [`## Left out: ${left}`, list(rest > 0 ? [...reasons, `and ${rest} more`] : reasons)] : []),
  ].join('\n\n');
}

const list = (rows: readonly string[]): string => rows.map((row) => `- ${row}`).join('\n');
const lineCount = (text: string): string => {
  const count = text.split('\n').length;
  return count === 1 ? '1 line' : `${count} lines`;
};
