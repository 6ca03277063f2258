import { crc32, inflateRawSync } from 'node:zlib';
import { type ChosenEntry, chooseEntries } from '@/server/core/documents/choose-entries';
import { listZip } from '@/server/core/documents/zip-entries';
import type { ArchivedFile, DocumentResult, SkippedFile } from '@/server/core/ports/document-reader';

const MAX_LISTED = 500;
const STORED = 0;

/** The text files of a zip. No entry unpacks to more than the directory states, and what it states was added up before. */
export function readZip(bytes: Uint8Array): DocumentResult {
  const listing = listZip(bytes);
  if (!listing.ok) return listing;
  const choice = chooseEntries(listing.entries);
  if (!choice.ok) return choice;
  const files: ArchivedFile[] = [];
  const skipped: SkippedFile[] = [...choice.skipped];
  for (const entry of choice.chosen) {
    const unpacked = unpack(bytes, entry);
    if (unpacked === null) return { ok: false, why: `is a damaged zip: ${entry.path} does not unpack to what is stated` };
    const content = decodeText(unpacked);
    if (content === null) skipped.push({ path: entry.path, bytes: entry.bytes, why: 'not text' });
    else files.push({ path: entry.path, content });
  }
  if (files.length === 0) return { ok: false, why: whyEmpty(skipped) };
  const listed = skipped.slice(0, MAX_LISTED);
  return { ok: true, document: { kind: 'zip', files, skipped: listed, skippedMore: skipped.length - listed.length } };
}

function unpack(bytes: Uint8Array, entry: ChosenEntry): Uint8Array | null {
  const packed = bytes.subarray(entry.start, entry.start + entry.packedBytes);
  try {
    // One more than stated, so that an entry which goes on is an error and not a part that passes for the whole.
    const unpacked = entry.method === STORED ? packed : inflateRawSync(packed, { maxOutputLength: entry.bytes + 1 });
    return unpacked.byteLength === entry.bytes && crc32(unpacked) === entry.crc32 ? unpacked : null;
  } catch {
    return null;
  }
}

function decodeText(bytes: Uint8Array): string | null {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return text.includes('\u0000') ? null : text;
  } catch {
    return null;
  }
}

function whyEmpty(skipped: readonly SkippedFile[]): string {
  const [first] = skipped;
  if (!first) return 'is a zip with nothing in it';
  if (skipped.every((file) => file.why === 'encrypted')) return 'is a zip protected by a password. Pack it without one';
  return `is a zip without a text file: ${first.path} is left out (${first.why})${skipped.length > 1 ? `, and ${skipped.length - 1} more` : ''}`;
}
