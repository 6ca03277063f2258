import type { BinaryKind } from '@/lib/documents/sniff-document';

export interface ArchivedFile {
  /** Safe as a name: relative, with slashes, no way up. */
  path: string;
  content: string;
}

export interface SkippedFile {
  path: string;
  bytes: number;
  why: string;
}

export type ReadDocument =
  | { kind: 'pdf'; text: string; pages: number }
  | { kind: 'zip'; files: ArchivedFile[]; skipped: SkippedFile[] /** Skipped beside those listed. */; skippedMore: number };

/** A document that cannot be read is no fault of ours: `why` completes "spec.pdf …". */
export type DocumentResult = { ok: true; document: ReadDocument } | { ok: false; why: string };

/** Turns files that are no text into text, within limits of time and memory, away from the event loop. */
export interface DocumentReader {
  /** @throws AppError unavailable when too many documents wait already */
  read(kind: BinaryKind, bytes: Uint8Array): Promise<DocumentResult>;
}
