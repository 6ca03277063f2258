import { BUILTIN_ENDPOINTS, type PutEndpoint, type SetPrices, type SetTiers } from '@/lib/contracts/model';
import { TIERS } from '@/lib/contracts/task';
import { AppError, type Issue, invalidInput } from '@/lib/errors';
import { actorOf, auditActorOf, type Caller } from '@/server/core/access/caller';
import type { Builtin } from '@/server/core/model/settings';
import type { LiveBus } from '@/server/core/ports/live-bus';
import type { ModelAdapter } from '@/server/core/ports/model-endpoints';
import type { Database } from '@/server/infra/db/tx';
import { type AuditChange, appendAudit } from '@/server/repositories/audit-repository';
import { saveSetting } from '@/server/repositories/settings-repository';
import {
  MODELS_KEY,
  type ModelsDocument,
  PRICES_KEY,
  readModelsDocument,
  readPricesDocument,
  type StoredEndpoint,
  sealKey,
} from './stored-settings';

export interface ChangeDeps {
  db: Database;
  bus: LiveBus;
  builtin: Builtin;
  adapter: ModelAdapter;
  /** The installation's: keys are sealed under it. */
  secret: string;
  randomBytes: (count: number) => Uint8Array;
}

const MAX_ENDPOINTS = 50;

/** @throws AppError invalid_input, stale_version */
export function putEndpoint(deps: ChangeDeps, input: PutEndpoint, caller: Caller): Promise<void> {
  const { name } = input;
  if ((BUILTIN_ENDPOINTS as readonly string[]).includes(name)) throw invalidInput('name', `"${name}" is the built-in endpoint's own name`);
  const refusal = deps.adapter.refusalOf(input.baseUrl);
  if (refusal) throw invalidInput('baseUrl', `may not be called: ${refusal}`);
  return changeModels(deps, input.baseVersion, caller, (document) => {
    const before = document.endpoints.find((one) => one.name === name);
    if (!before && document.endpoints.length >= MAX_ENDPOINTS) throw invalidInput('name', `there are ${MAX_ENDPOINTS} endpoints already`);
    const endpoint: StoredEndpoint = {
      name,
      baseUrl: input.baseUrl.replace(/\/+$/, ''),
      apiKey: keyOf(deps, input, before),
      requestsPerMinute: input.requestsPerMinute ?? null,
      tokensPerMinute: input.tokensPerMinute ?? null,
      stallSeconds: input.stallSeconds ?? null,
      enabled: input.enabled,
    };
    const endpoints = before ? document.endpoints.map((one) => (one === before ? endpoint : one)) : [...document.endpoints, endpoint];
    return {
      document: { ...document, endpoints },
      change: {
        action: before ? 'model_endpoint.change' : 'model_endpoint.create',
        target: { kind: 'model_endpoint', id: name, name },
        before: before && forAudit(before),
        after: { ...forAudit(endpoint), ...(before && input.apiKey ? { apiKey: 'replaced' } : {}) },
      },
    };
  });
}

/** A key goes to the origin that it was given for and to no other: else a change of the address would hand it to somebody. */
function keyOf(deps: ChangeDeps, input: PutEndpoint, before: StoredEndpoint | undefined): StoredEndpoint['apiKey'] {
  if (input.apiKey === null) return null;
  if (input.apiKey !== undefined) return sealKey(input.apiKey, { secret: deps.secret, name: input.name, iv: deps.randomBytes(12) });
  if (!before?.apiKey) return null;
  if (new URL(before.baseUrl).origin === new URL(input.baseUrl).origin) return before.apiKey;
  throw invalidInput('apiKey', 'must be given again for an address of another origin, or removed');
}

/** @throws AppError not_found, conflict (a tier uses it), stale_version */
export function removeEndpoint(deps: ChangeDeps, input: { name: string; baseVersion: number }, caller: Caller): Promise<void> {
  return changeModels(deps, input.baseVersion, caller, (document) => {
    const before = document.endpoints.find((one) => one.name === input.name);
    if (!before) throw new AppError('not_found', `There is no endpoint "${input.name}" that could be removed`);
    const users = TIERS.filter((tier) => document.tiers[tier].some((one) => one.endpoint === input.name));
    if (users.length > 0) throw new AppError('conflict', `The ${users.join(' and ')} tier uses "${input.name}": take it out there first`);
    return {
      document: { ...document, endpoints: document.endpoints.filter((one) => one !== before) },
      change: {
        action: 'model_endpoint.remove',
        target: { kind: 'model_endpoint', id: input.name, name: input.name },
        before: forAudit(before),
      },
    };
  });
}

/** @throws AppError invalid_input (an unknown endpoint, one named twice with one model, none enabled), stale_version */
export function setTiers(deps: ChangeDeps, input: SetTiers, caller: Caller): Promise<void> {
  return changeModels(deps, input.baseVersion, caller, (document) => {
    const known = new Set([deps.builtin.endpoint.name, ...document.endpoints.map((one) => one.name)]);
    const issues: Issue[] = TIERS.flatMap((tier) =>
      input.tiers[tier].flatMap(({ endpoint, model }, index) => {
        const path = `tiers.${tier}.${index}`;
        if (!known.has(endpoint)) return [{ path: `${path}.endpoint`, message: `there is no endpoint "${endpoint}"` }];
        const first = input.tiers[tier].findIndex((one) => one.endpoint === endpoint && one.model === model);
        return first < index ? [{ path, message: `"${model}" at "${endpoint}" stands there already` }] : [];
      }),
    );
    const [issue] = issues;
    if (issue) throw new AppError('invalid_input', `${issue.path}: ${issue.message}`, issues);
    return {
      document: { ...document, tiers: input.tiers },
      change: {
        action: 'model_tiers.change',
        target: { kind: 'setting', id: MODELS_KEY, name: 'Tiers' },
        before: document.tiers,
        after: input.tiers,
      },
    };
  });
}

/** @throws AppError stale_version */
export async function setPrices(deps: ChangeDeps, input: SetPrices, caller: Caller): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const { document } = await readPricesDocument(tx);
    const after = { overrides: input.overrides };
    await saveSetting(tx, { key: PRICES_KEY, value: after, baseVersion: input.baseVersion, actor: actorOf(caller) });
    await appendAudit(tx, auditActorOf(caller), {
      action: 'model_prices.change',
      target: { kind: 'setting', id: PRICES_KEY, name: 'Prices' },
      before: document,
      after,
    });
  });
  deps.bus.publish({ kind: 'settings', key: PRICES_KEY });
}

type Change = (document: ModelsDocument) => { document: ModelsDocument; change: AuditChange };

async function changeModels(deps: ChangeDeps, baseVersion: number, caller: Caller, decide: Change): Promise<void> {
  await deps.db.transaction(async (tx) => {
    const { document, version } = await readModelsDocument(tx);
    if (version !== baseVersion) throw stale();
    const decided = decide(document);
    requireEnabled(decided.document, deps.builtin);
    await saveSetting(tx, { key: MODELS_KEY, value: decided.document, baseVersion, actor: actorOf(caller) });
    await appendAudit(tx, auditActorOf(caller), decided.change);
  });
  deps.bus.publish({ kind: 'settings', key: MODELS_KEY });
}

const stale = () => new AppError('stale_version', 'Somebody else has changed these settings since they were read: read them again');

/** A tier whose endpoints are all off would fail its tasks, and going to the built-in endpoint instead would send them where nobody meant. */
function requireEnabled(document: ModelsDocument, builtin: Builtin): void {
  const enabled = new Set([builtin.endpoint.name, ...document.endpoints.filter((one) => one.enabled).map((one) => one.name)]);
  for (const tier of TIERS) {
    const list = document.tiers[tier];
    if (list.length > 0 && !list.some((one) => enabled.has(one.endpoint))) {
      throw invalidInput(`tiers.${tier}`, `would have no endpoint that is enabled: enable one, or give the ${tier} tier another`);
    }
  }
}

/** What the audit log may know: never the key, sealed or not. */
function forAudit({ apiKey, ...endpoint }: StoredEndpoint) {
  return { ...endpoint, apiKey: apiKey === null ? 'none' : 'set' };
}
