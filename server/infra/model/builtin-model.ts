import { type Builtin, DEFAULT_STALL_SECONDS } from '@/server/core/model/settings';
import type { EndpointAddress } from '@/server/core/ports/model-endpoints';
import { startOfflineModel } from '../offline-model/start-offline-model';
import { type EndpointSettings, endpointModelConfig, offlineModelConfig } from './model-config';

/** The endpoint of the environment, or the offline model where it names none. */
export interface BuiltinModel extends Builtin {
  /** Starts the offline model where it is wanted for the first time. */
  address(): Promise<EndpointAddress>;
  close(): Promise<void>;
}

export function createBuiltinModel(settings: EndpointSettings | null, options: { offlineCharsPerSecond: number }): BuiltinModel {
  const common = { builtin: true, keyUnreadable: false, requestsPerMinute: null, tokensPerMinute: null, enabled: true };
  if (settings) {
    const { models, baseUrl, apiKey, stallMs } = endpointModelConfig(settings);
    return {
      endpoint: { ...common, name: 'environment', baseUrl: withoutPassword(baseUrl), apiKey, stallMs },
      models,
      address: () => Promise.resolve({ baseUrl, apiKey, stallMs }),
      close: () => Promise.resolve(),
    };
  }
  const { models } = offlineModelConfig('');
  const stallMs = DEFAULT_STALL_SECONDS * 1_000;
  let started: ReturnType<typeof startOfflineModel> | null = null;
  return {
    endpoint: { ...common, name: 'offline', baseUrl: null, apiKey: null, stallMs },
    models,
    async address() {
      started ??= startOfflineModel({ port: 0, charsPerSecond: options.offlineCharsPerSecond });
      return { baseUrl: (await started).url, apiKey: null, stallMs };
    },
    async close() {
      await (await started)?.close();
    },
  };
}

/** As it is shown: nobody should read a password in a label. */
function withoutPassword(baseUrl: string): string {
  const url = new URL(baseUrl);
  url.username = '';
  url.password = '';
  return url.href.replace(/\/+$/, '');
}
