import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { RunApi } from './run-api';

const pagesDir = fileURLToPath(new URL('../../app/(console)', import.meta.url));

/** Routes of the console, as the folders say: a page that is added is looked at, or `addressOf` asks how. */
export function consoleRoutes(folder = pagesDir, path = ''): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return consoleRoutes(join(folder, entry.name), `${path}/${entry.name}`);
    return entry.name === 'page.tsx' ? [path || '/'] : [];
  });
}

/** A question about a run, whether it goes on or has ended. Returns its id. */
export async function askedAbout(api: RunApi, runId: string): Promise<string> {
  const body = { runId, type: 'quality_concern', title: 'Is it good enough?', description: 'It was looked at twice.', priority: 'HIGH' };
  return (await api.read<{ id: string }>('/escalations', { method: 'POST', body })).id;
}

/** A route with something that is there in place of its brackets. */
export function addressOf(
  route: string,
  there: { runId: string; workflowKey?: string; fingerprint?: string; escalationId: string },
): string {
  const { runId, workflowKey = 'ship-a-feature', fingerprint = '0'.repeat(32), escalationId } = there;
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
