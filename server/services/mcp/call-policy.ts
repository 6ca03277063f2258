import { cleanValue } from '@/server/core/agent/clean-text';
import { argumentsFault } from '@/server/core/mcp/check-arguments';
import type { McpConfig } from '@/server/core/mcp/config';
import type { CallPolicy } from '@/server/core/ports/tools';
import type { Tx } from '@/server/infra/db/tx';
import { readOffered } from './read-offered';

/** The same questions as before a call of a model: is the tool still offered to this role, is it what was shown, do the arguments fit it. */
export function createCallPolicy(deps: { db: Tx; load: () => Promise<Pick<McpConfig, 'servers'>> }): CallPolicy {
  return async ({ role, server, tool, hash }, given) => {
    const defined = new Set((await deps.load()).servers.map(({ name }) => name));
    const offered = (await readOffered(deps.db, defined, role)).find((one) => one.server === server && one.tool === tool);
    if (!offered) return { field: 'decision', message: `the tool "${tool}" of "${server}" is not offered to ${role} any more` };
    if (offered.hash !== hash)
      return { field: 'decision', message: `the tool "${tool}" of "${server}" is not what it was when this was asked` };
    const read = readJson(given);
    if (!read.ok) return { field: 'arguments', message: `must be JSON: ${read.problem}` };
    const value = cleanValue(read.value);
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      return { field: 'arguments', message: 'must be a JSON object' };
    const fault = argumentsFault({ hash, parameters: offered.definition.parameters }, value);
    return fault === null ? null : { field: 'arguments', message: fault };
  };
}

/** To the letter: what a person writes is not guessed at. */
function readJson(text: string): { ok: true; value: unknown } | { ok: false; problem: string } {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch (error) {
    return { ok: false, problem: error instanceof Error ? error.message : String(error) };
  }
}
