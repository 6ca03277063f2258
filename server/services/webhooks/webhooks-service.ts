import type { WebhooksDeps } from './deps';
import { listDeliveries, listWebhooks } from './list-webhooks';
import { receiveDelivery } from './receive-delivery';
import { createWebhook, deleteWebhook, rotateSecret, updateWebhook } from './save-webhook';

type Rest<F> = F extends (first: never, ...rest: infer R) => infer T ? (...rest: R) => T : never;

export interface WebhooksService {
  list: Rest<typeof listWebhooks>;
  deliveries: Rest<typeof listDeliveries>;
  create: Rest<typeof createWebhook>;
  update: Rest<typeof updateWebhook>;
  rotate: Rest<typeof rotateSecret>;
  delete: Rest<typeof deleteWebhook>;
  receive: Rest<typeof receiveDelivery>;
}

export function createWebhooksService(deps: WebhooksDeps): WebhooksService {
  return {
    list: (key) => listWebhooks(deps.db, key),
    deliveries: (webhookId) => listDeliveries(deps.db, webhookId),
    create: (input, caller, idempotency) => createWebhook(deps, input, caller, idempotency),
    update: (input, caller) => updateWebhook(deps, input, caller),
    rotate: (webhookId, caller) => rotateSecret(deps, webhookId, caller),
    delete: (webhookId, caller) => deleteWebhook(deps, webhookId, caller),
    receive: (webhookId, delivery) => receiveDelivery(deps, webhookId, delivery),
  };
}
