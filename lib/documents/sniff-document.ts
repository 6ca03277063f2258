export type BinaryKind = 'pdf' | 'zip';

/** Readers find a PDF's mark within the first kilobyte. */
const PDF_MARK_WITHIN = 1024;

/** What a file is by its first bytes, whatever it is called. Null: neither a PDF nor a zip. */
export function sniffDocument(bytes: Uint8Array): BinaryKind | null {
  const [a, b, c, d] = bytes;
  // PK, then an entry, or the end of an empty archive.
  if (a === 0x50 && b === 0x4b && ((c === 3 && d === 4) || (c === 5 && d === 6))) return 'zip';
  const head = String.fromCharCode(...bytes.subarray(0, PDF_MARK_WITHIN));
  return head.includes('%PDF-') && !isProse(head) ? 'pdf' : null;
}

/** Text that only speaks of the mark: it stands after words, where a PDF has it first or after a few odd bytes. */
function isProse(head: string): boolean {
  return /[A-Za-z]{3,}[\s\S]*%PDF-/.test(head);
}
