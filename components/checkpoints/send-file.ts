import type { ImportedCheckpoint } from '@/lib/contracts/checkpoint';

/** What the server takes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** Why a file was not imported, in words for the person. */
export class ImportRefused extends Error {}

/** Makes a run of an exported file. The same key with the same file makes one run only. @throws ImportRefused */
export async function sendCheckpointFile(file: File, key: string): Promise<ImportedCheckpoint> {
  if (file.size > MAX_FILE_BYTES) throw new ImportRefused('The file is over 64 MiB, more than the server takes.');
  let response: Response;
  try {
    response = await fetch('/api/v1/checkpoints/import', {
      method: 'POST',
      headers: { 'content-type': 'application/gzip', 'idempotency-key': key },
      body: file,
    });
  } catch {
    throw new ImportRefused('No answer came, or the file could not be read any more. Try again: it is imported once.');
  }
  const answer: unknown = await response.json().catch(() => null);
  if (response.ok) return answer as ImportedCheckpoint;
  throw new ImportRefused(whyOf(answer) ?? `The server answered ${response.status}.`);
}

function whyOf(problem: unknown): string | null {
  const { detail, issues } = (problem ?? {}) as { detail?: string; issues?: { path: string; message: string }[] };
  const issue = issues?.[0];
  if (!issue) return detail ?? null;
  return issue.path === 'file' ? `The file ${issue.message}.` : `The file was refused at ${issue.path}: ${issue.message}.`;
}
