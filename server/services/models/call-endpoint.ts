import type { Failure } from '@/lib/contracts/task';
import { afterCall, type Circuit, type CircuitEvent, CLOSED, mayCall } from '@/server/core/model/circuit';
import { eventOf } from '@/server/core/model/fallback';
import type { Endpoint } from '@/server/core/model/settings';
import type { Clock } from '@/server/core/ports/clock';
import type { ModelClient, ModelRequest, ModelResult } from '@/server/core/ports/model';
import type { CallFact, EndpointClient } from '@/server/core/ports/model-endpoints';
import type { CircuitReport } from '@/server/repositories/model-stats-repository';

export interface CallDeps {
  clock: Clock;
  clientOf(endpoint: Endpoint): Promise<EndpointClient>;
  record(fact: CallFact): void;
}

export type CallOptions = Parameters<ModelClient['complete']>[1];

export interface EndpointCaller {
  /** Whether the endpoint may be called while there is another one. */
  mayCall(endpoint: Endpoint): boolean;
  /** One call, noted in the endpoint's circuit and its health. `spoke`: somebody may have heard words of it. */
  call(endpoint: Endpoint, model: string, request: ModelRequest, options: CallOptions): Promise<{ result: ModelResult; spoke: boolean }>;
  circuits(): CircuitReport[];
}

interface Standing {
  circuit: Circuit;
  lastFailure: { code: string; message: string; atMs: number } | null;
}

/** Calls endpoints and keeps a circuit for each: this process's own, since each has its own way to them. */
export function createEndpointCaller({ clock, clientOf, record }: CallDeps): EndpointCaller {
  const standings = new Map<string, Standing>();
  const standingOf = (name: string): Standing => standings.get(name) ?? { circuit: CLOSED, lastFailure: null };
  const note = (name: string, event: CircuitEvent, failure?: Failure) => {
    const { circuit, lastFailure } = standingOf(name);
    standings.set(name, {
      circuit: afterCall(circuit, event, clock.now()),
      lastFailure: failure ? { code: failure.code, message: failure.message, atMs: clock.now() } : lastFailure,
    });
  };

  return {
    mayCall: ({ name }) => mayCall(standingOf(name).circuit, clock.now()) !== 'no',
    async call(endpoint, model, request, options) {
      const { name } = endpoint;
      if (mayCall(standingOf(name).circuit, clock.now()) === 'trial') note(name, { kind: 'tried' });
      const startedMs = clock.now();
      let firstTokenMs: number | null = null;
      const onText = (delta: string) => {
        firstTokenMs ??= clock.now() - startedMs;
        options.onText?.(delta);
      };
      const result = endpoint.keyUnreadable
        ? { ok: false as const, failure: unreadableKey(name), retryAfterMs: null }
        : await (await clientOf(endpoint)).call(model, request, { ...options, onText });
      const latencyMs = clock.now() - startedMs;
      if (result.ok) {
        note(name, { kind: 'succeeded' });
        record({ endpoint: name, model: result.answer.model, error: null, latencyMs, firstTokenMs });
      } else if ('aborted' in result) note(name, { kind: 'inconclusive' });
      else {
        note(name, eventOf(result.failure, result.retryAfterMs), result.failure);
        record({ endpoint: name, model, error: { code: result.failure.code, message: result.failure.message }, latencyMs, firstTokenMs });
      }
      return { result: named(result, name), spoke: firstTokenMs !== null };
    },
    circuits: () =>
      [...standings].map(([endpoint, { circuit, lastFailure }]) => ({
        endpoint,
        state: circuit.state === 'open' && clock.now() >= circuit.untilMs ? 'half_open' : circuit.state,
        lastFailure: lastFailure && { code: lastFailure.code, message: lastFailure.message },
        lastFailureAgoMs: lastFailure && clock.now() - lastFailure.atMs,
      })),
  };
}

/** A client knows its address, not the name that the settings give it. */
const named = (result: ModelResult, endpoint: string): ModelResult =>
  !result.ok && 'said' in result && result.said ? { ...result, said: { ...result.said, endpoint } } : result;

const unreadableKey = (name: string): Failure => ({
  code: 'unauthenticated',
  message: `The key of the endpoint "${name}" cannot be read any more, since the installation's secret has changed: enter it again under Settings, Models`,
  httpStatus: 401,
  place: 'model',
  permanent: true,
  stack: null,
});
