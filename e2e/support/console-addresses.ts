import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const pagesDir = fileURLToPath(new URL('../../app/(console)', import.meta.url));

/** Routes of the console, as the folders say: a page that is added is looked at, or `addressOf` asks how. */
export function consoleRoutes(folder = pagesDir, path = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return consoleRoutes(join(folder, entry.name), `${path}/${entry.name}`);
    return entry.name === 'page.tsx' ? [path || '/'] : [];
  });
}

/** A well-formed id of nothing. */
const NOBODY = '00000000-0000-7000-8000-000000000000';

/** A route with something that is there in place of its brackets. */
export function addressOf(
  route: string,
  there: { runId: string; workflowKey?: string; fingerprint?: string; escalationId?: string },
): string {
  const { runId, workflowKey = 'ship-a-feature', fingerprint = '0'.repeat(32), escalationId = NOBODY } = there;
  const given: Record<string, string> = {
    '[runId]': runId,
    '[key]': workflowKey,
    '[role]': 'tech_lead',
    '[fingerprint]': fingerprint,
    '[escalationId]': escalationId,
  };
  return route.replace(/\[[^\]]+\]/g, (name) => {
    const value = given[name];
    if (value === undefined) throw new Error(`${route}: say here what ${name} stands for`);
    return value;
  });
}
