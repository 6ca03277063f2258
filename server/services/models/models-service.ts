import type {
  EndpointHealth,
  ModelsView,
  PricesView,
  ProbeReport,
  PutEndpoint,
  SetPrices,
  SetTiers,
  TestEndpoint,
} from '@/lib/contracts/model';
import type { Caller } from '@/server/core/access/caller';
import { type ChangeDeps, putEndpoint, removeEndpoint, setPrices, setTiers } from './change-models';
import { readModelsHealth } from './models-health';
import { readModelsView, readPricesView } from './models-view';
import { listModels, type TestDeps, testEndpoint } from './test-endpoint';

export interface ModelsService {
  get(): Promise<ModelsView>;
  health(): Promise<EndpointHealth[]>;
  /** @throws AppError invalid_input, stale_version */
  putEndpoint(input: PutEndpoint, caller: Caller): Promise<ModelsView>;
  /** @throws AppError not_found, conflict, stale_version */
  removeEndpoint(input: { name: string; baseVersion: number }, caller: Caller): Promise<ModelsView>;
  /** @throws AppError invalid_input, stale_version */
  setTiers(input: SetTiers, caller: Caller): Promise<ModelsView>;
  /** @throws AppError invalid_input, not_found */
  test(input: TestEndpoint): Promise<ProbeReport>;
  /** Ids that the endpoint lists; none where it has no list. @throws AppError not_found */
  suggestions(name: string): Promise<string[]>;
  prices(): Promise<PricesView>;
  /** @throws AppError stale_version */
  setPrices(input: SetPrices, caller: Caller): Promise<PricesView>;
}

export function createModelsService(deps: ChangeDeps & TestDeps): ModelsService {
  const { db, builtin, secret, adapter } = deps;
  const get = () => readModelsView(db, builtin, secret);
  return {
    get,
    health: () => readModelsHealth(db, builtin),
    putEndpoint: (input, caller) => putEndpoint(deps, input, caller).then(get),
    removeEndpoint: (input, caller) => removeEndpoint(deps, input, caller).then(get),
    setTiers: (input, caller) => setTiers(deps, input, caller).then(get),
    test: (input) => testEndpoint(deps, input),
    suggestions: (name) => listModels(deps, name),
    prices: () => readPricesView(db, builtin, adapter),
    setPrices: (input, caller) => setPrices(deps, input, caller).then(() => readPricesView(db, builtin, adapter)),
  };
}
