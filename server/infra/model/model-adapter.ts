import type { Clock } from '@/server/core/ports/clock';
import type { EndpointAddress, ModelAdapter } from '@/server/core/ports/model-endpoints';
import { refusalOf } from '../net/address-policy';
import { createGuardedFetch, type Fetch } from '../net/guarded-fetch';
import { createModelClient } from './create-model-client';
import { ASSUMED_PRICE, assumedPrice, catalogueRates, isOfflineModel } from './price-usage';
import { listModels, probeEndpoint } from './probe-endpoint';

/** Chat completions over HTTP, under the guard: local models are legitimate, link-local addresses never are. */
export function createModelAdapter(deps: { clock: Clock; fetch?: Fetch }): ModelAdapter {
  const { clock, fetch = createGuardedFetch('private') } = deps;
  return {
    open: (address) => createModelClient(configOf(address), { clock, fetch }),
    probe: (address, model) => probeEndpoint(address, model, { clock, fetch }),
    list: (address) => listModels(address, fetch),
    refusalOf(baseUrl) {
      const host = new URL(baseUrl).hostname.replace(/^\[|\]$/g, '');
      // A name that is no address is looked at when it is called.
      return /^[\d.]+$|:/.test(host) ? refusalOf(host, 'private') : null;
    },
    priceOf: catalogueRates,
    isOffline: isOfflineModel,
    assumedPrice: { inputUsd: ASSUMED_PRICE.input, outputUsd: ASSUMED_PRICE.output },
    assumedCostMicroUsd: assumedPrice,
  };
}

/** Which model is asked is said with each call. */
function configOf(address: EndpointAddress) {
  return { ...address, models: { economy: '', standard: '', premium: '' }, offline: false };
}
