import type { ProbeReport, TestEndpoint } from '@/lib/contracts/model';
import { AppError, invalidInput } from '@/lib/errors';
import { type Builtin, DEFAULT_STALL_SECONDS } from '@/server/core/model/settings';
import type { EndpointAddress, ModelAdapter } from '@/server/core/ports/model-endpoints';
import type { Tx } from '@/server/infra/db/tx';
import { openKey, readModelsDocument } from './stored-settings';

export interface TestDeps {
  db: Tx;
  adapter: ModelAdapter;
  builtin: Builtin & { address(): Promise<EndpointAddress> };
  secret: string;
}

/** Nobody watches a test for longer. */
const MAX_STALL_MS = 20_000;

/**
 * A real, short conversation with a stored endpoint, or with one that is being written.
 * @throws AppError invalid_input, not_found
 */
export async function testEndpoint(deps: TestDeps, input: TestEndpoint): Promise<ProbeReport> {
  const address = await addressOf(deps, input);
  return deps.adapter.probe({ ...address, stallMs: Math.min(MAX_STALL_MS, address.stallMs) }, input.model ?? null);
}

/** @throws AppError not_found */
export async function listModels(deps: TestDeps, name: string): Promise<string[]> {
  return deps.adapter.list(await addressOf(deps, { name }));
}

async function addressOf(deps: TestDeps, input: TestEndpoint): Promise<EndpointAddress> {
  const { name, baseUrl } = input;
  if (name === deps.builtin.endpoint.name) return deps.builtin.address();
  const { document } = await readModelsDocument(deps.db);
  const stored = document.endpoints.find((one) => one.name === name);
  if (baseUrl === undefined) {
    if (name === undefined) throw invalidInput('name', 'or baseUrl is needed');
    if (!stored) throw new AppError('not_found', `There is no endpoint "${name}"`);
  }
  const refusal = baseUrl === undefined ? null : deps.adapter.refusalOf(baseUrl);
  if (refusal) throw invalidInput('baseUrl', `may not be called: ${refusal}`);
  const url = baseUrl ?? stored?.baseUrl ?? '';
  // A stored key goes to its own origin and nowhere else.
  const keeps = stored !== undefined && input.apiKey === undefined && new URL(stored.baseUrl).origin === new URL(url).origin;
  if (keeps && stored.apiKey !== null && openKey(stored, deps.secret) === null) {
    throw invalidInput('apiKey', "cannot be read any more, since the installation's secret has changed: enter it again");
  }
  const apiKey = keeps ? openKey(stored, deps.secret) : (input.apiKey ?? null);
  return { baseUrl: url, apiKey, stallMs: (stored?.stallSeconds ?? DEFAULT_STALL_SECONDS) * 1_000 };
}
