import type { SkippedFile } from '@/server/core/ports/document-reader';
import { safePath } from './safe-path';
import type { ZipEntry } from './zip-entries';

const MIB = 1024 * 1024;
export const MAX_FILES = 1_000;
export const MAX_FILE_BYTES = 2 * MIB;
export const MAX_TOTAL_BYTES = 16 * MIB;
/** Text packs to a tenth; what packs better than this and is large was made to be. */
const MAX_RATIO = 200;
const RATIO_FROM_BYTES = 256 * 1024;

const STORED = 0;
const DEFLATED = 8;

const IGNORED_FOLDERS = new Set([
  'node_modules',
  'bower_components',
  '.git',
  '.hg',
  '.svn',
  '__MACOSX',
  '__pycache__',
  '.venv',
  '.next',
  '.terraform',
  '.gradle',
]);
const BINARY =
  /\.(?:png|jpe?g|gif|webp|avif|ico|bmp|tiff?|psd|mp[34]|m4a|mov|avi|mkv|webm|wav|ogg|flac|woff2?|ttf|otf|eot|exe|dll|so|dylib|a|o|obj|class|jar|war|pyc|wasm|bin|dat|db|sqlite3?|docx?|xlsx?|pptx?|odt|ods|pdf|parquet|pack|idx|lockb)$/i;
const ARCHIVE = /\.(?:zip|tar|t?gz|tgz|bz2|xz|zst|7z|rar)$/i;
const SECRET =
  /(?:^|\/)(?:\.env(?:\.(?!example$|sample$|template$)[\w.-]+)?|id_(?:rsa|dsa|ecdsa|ed25519)|[^/]+\.(?:pem|key|p12|pfx|keystore|jks))$/i;

export interface ChosenEntry extends ZipEntry {
  path: string;
}

export type Choice = { ok: true; chosen: ChosenEntry[]; skipped: SkippedFile[] } | { ok: false; why: string };

/** Which entries of a zip of sources are worth reading, by name and stated size alone. Each other one is skipped with its reason. */
export function chooseEntries(entries: readonly ZipEntry[]): Choice {
  if (entries.some((entry) => entry.name === '[Content_Types].xml')) {
    return { ok: false, why: 'is a document of an office program. Export it as PDF, Markdown or CSV and add that' };
  }
  const chosen: ChosenEntry[] = [];
  const skipped: SkippedFile[] = [];
  const used = new Set<string>();
  for (const entry of entries) {
    if (entry.isFolder) continue;
    const path = distinct(safePath(entry.name), used);
    const why = whySkipped(entry, path);
    if (why === null) chosen.push({ ...entry, path });
    else skipped.push({ path, bytes: entry.bytes, why });
  }
  const refusal = whyRefused(chosen);
  return refusal === null ? { ok: true, chosen, skipped } : { ok: false, why: refusal };
}

function whySkipped(entry: ZipEntry, path: string): string | null {
  const folder = entry.name.split(/[\\/]/).find((part) => IGNORED_FOLDERS.has(part));
  if (folder) return `in ${folder}`;
  if (entry.isLink) return 'a symbolic link';
  if (entry.isEncrypted) return 'encrypted';
  if (SECRET.test(path)) return 'may hold secrets';
  if (ARCHIVE.test(path)) return 'an archive within the archive';
  if (BINARY.test(path) || path.endsWith('.DS_Store')) return 'not text';
  if (entry.method !== STORED && entry.method !== DEFLATED) return 'packed by a method that is not read here';
  if (entry.bytes > MAX_FILE_BYTES) return `larger than ${MAX_FILE_BYTES / MIB} MiB`;
  return null;
}

/** What an honest archive of sources is not. */
function whyRefused(chosen: readonly ChosenEntry[]): string | null {
  if (chosen.length > MAX_FILES)
    return `holds ${chosen.length} files that may be text; at most ${MAX_FILES} are read. Leave out what nobody needs`;
  const bomb = chosen.find((entry) => entry.bytes >= RATIO_FROM_BYTES && entry.bytes > entry.packedBytes * MAX_RATIO);
  if (bomb) return `holds ${bomb.path}, which unpacks to more than ${MAX_RATIO} times its size`;
  const total = chosen.reduce((sum, entry) => sum + entry.bytes, 0);
  if (total > MAX_TOTAL_BYTES) return `unpacks to ${Math.ceil(total / MIB)} MiB of files; at most ${MAX_TOTAL_BYTES / MIB} MiB are read`;
  return null;
}

function distinct(path: string, used: Set<string>): string {
  let candidate = path;
  for (let count = 2; used.has(candidate); count += 1) candidate = `${path} (${count})`;
  used.add(candidate);
  return candidate;
}
