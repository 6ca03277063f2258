import { z } from 'zod';
import type { Artifact } from '@/lib/contracts/artifact';
import { idSchema, type Page } from '@/lib/contracts/common';
import { invalidInput } from '@/lib/errors';
import type { ApiServices } from './services';

const cursorOf = (artifactId: string): string => Buffer.from(JSON.stringify([artifactId])).toString('base64url');

function artifactIdOf(cursor: string): string | null {
  try {
    return z.tuple([idSchema]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))[0];
  } catch {
    return null;
  }
}

/** A run's artifacts with their content, page by page, in the order of the whole list. @throws AppError not_found, invalid_input */
export async function pageArtifacts(
  artifacts: ApiServices['artifacts'],
  page: { runId: string; cursor?: string; limit: number },
): Promise<Page<Artifact>> {
  const all = await artifacts.list(page.runId);
  const seen = page.cursor === undefined ? -1 : all.findIndex(({ id }) => id === artifactIdOf(page.cursor ?? ''));
  if (page.cursor !== undefined && seen < 0) throw invalidInput('cursor', 'is not a cursor of this list');
  const wanted = all.slice(seen + 1, seen + 1 + page.limit);
  const last = wanted.at(-1);
  const items = await artifacts.getMany(wanted.map(({ id }) => id));
  return { items, nextCursor: last && seen + 1 + page.limit < all.length ? cursorOf(last.id) : null };
}
