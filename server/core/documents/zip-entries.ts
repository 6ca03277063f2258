/** An entry of a zip as its directory states it. Nothing is unpacked yet. */
export interface ZipEntry {
  name: string;
  method: number;
  packedBytes: number;
  bytes: number;
  crc32: number;
  isFolder: boolean;
  isLink: boolean;
  isEncrypted: boolean;
  /** Where the packed bytes begin. */
  start: number;
}

export type ZipListing = { ok: true; entries: ZipEntry[] } | { ok: false; why: string };

const END_MARK = 0x06054b50;
const DIRECTORY_MARK = 0x02014b50;
const LOCAL_MARK = 0x04034b50;
const END_BYTES = 22;
const MAX_COMMENT = 65_535;
const MAX_ENTRIES = 10_000;
const LINK = 0o120000;
const FILE_TYPE = 0o170000;

const damaged = (): ZipListing => ({ ok: false, why: 'is a damaged zip: its directory cannot be read' });

/**
 * Reads the directory at the end of a zip and checks it against the bytes that are there, so that what is unpacked later has a
 * stated size: no two entries may share bytes (a small file of overlapping entries unpacks to any size).
 */
export function listZip(bytes: Uint8Array): ZipListing {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = findEnd(view);
  if (end === null) return damaged();
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) return { ok: false, why: 'is a zip of the 64-bit form, which is not read here' };
  if (count > MAX_ENTRIES) return { ok: false, why: `is a zip of ${count} entries; at most ${MAX_ENTRIES} are read` };
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index += 1) {
    const read = readEntry(view, bytes, at, end);
    if (read === null) return damaged();
    entries.push(read.entry);
    at = read.next;
  }
  return overlap(entries)
    ? { ok: false, why: 'is a zip whose entries overlap, as those that are made to exhaust memory do' }
    : { ok: true, entries };
}

function findEnd(view: DataView): number | null {
  const first = Math.max(0, view.byteLength - END_BYTES - MAX_COMMENT);
  for (let at = view.byteLength - END_BYTES; at >= first; at -= 1) {
    if (view.getUint32(at, true) === END_MARK) return at;
  }
  return null;
}

function readEntry(view: DataView, bytes: Uint8Array, at: number, end: number): { entry: ZipEntry; next: number } | null {
  if (at + 46 > end || view.getUint32(at, true) !== DIRECTORY_MARK) return null;
  const flags = view.getUint16(at + 8, true);
  const nameBytes = view.getUint16(at + 28, true);
  const next = at + 46 + nameBytes + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  if (next > end) return null;
  const local = view.getUint32(at + 42, true);
  const packedBytes = view.getUint32(at + 20, true);
  if (local + 30 > end || view.getUint32(local, true) !== LOCAL_MARK) return null;
  const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
  if (start + packedBytes > end) return null;
  const name = decodeName(bytes.subarray(at + 46, at + 46 + nameBytes));
  const unixMode = view.getUint32(at + 38, true) >>> 16;
  const entry = {
    name,
    method: view.getUint16(at + 10, true),
    packedBytes,
    bytes: view.getUint32(at + 24, true),
    crc32: view.getUint32(at + 16, true),
    isFolder: name.endsWith('/'),
    isLink: (unixMode & FILE_TYPE) === LINK,
    isEncrypted: (flags & 1) === 1,
    start,
  };
  return { entry, next };
}

/** UTF-8 where it is, else byte for byte: old archives name files in code pages that they do not state. */
function decodeName(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return String.fromCharCode(...bytes);
  }
}

function overlap(entries: readonly ZipEntry[]): boolean {
  let taken = 0;
  for (const entry of [...entries].sort((a, b) => a.start - b.start)) {
    if (entry.start < taken) return true;
    taken = entry.start + entry.packedBytes;
  }
  return false;
}
