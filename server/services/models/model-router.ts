import type { Failure, Tier } from '@/lib/contracts/task';
import { estimateTokens } from '@/server/core/model/estimate-tokens';
import { asksNext, type CandidateFailure, worstOf } from '@/server/core/model/fallback';
import { priceAt } from '@/server/core/model/price';
import { type Endpoint, type ModelSettings, usable } from '@/server/core/model/settings';
import type { Clock } from '@/server/core/ports/clock';
import type { ModelAnswer, ModelClient, ModelRequest, ModelResult } from '@/server/core/ports/model';
import type { ModelLimits } from '@/server/core/ports/model-endpoints';
import type { CallOptions, EndpointCaller } from './call-endpoint';

/** A wait for room that is shorter is spent in place; a longer one gives the slot back. */
const WAIT_IN_PLACE_MS = 2_000;
const MIN_POSTPONE_MS = 250;

export interface RouterDeps {
  clock: Clock;
  /** The settings as they are now. */
  settings(): Promise<ModelSettings>;
  /** As they were read last, for those who cannot wait. */
  known(): ModelSettings;
  caller: EndpointCaller;
  limits: ModelLimits;
  assumedCostMicroUsd: ModelClient['assumedCostMicroUsd'];
}

interface Candidate {
  endpoint: Endpoint;
  model: string;
  /** Place in the tier's list; 0 is preferred. */
  rank: number;
}
type Round = { kind: 'done'; result: ModelResult } | { kind: 'at_limit'; waitMs: number; left: Candidate[] };

/** Asks a tier's endpoints in their order until one answers, within what each may be asked. */
export function createModelRouter(deps: RouterDeps): ModelClient {
  const { clock, caller } = deps;

  async function tryEach(
    candidates: readonly Candidate[],
    failures: CandidateFailure[],
    call: { request: ModelRequest; options: CallOptions; settings: ModelSettings },
    whateverTheCircuits = false,
  ): Promise<Round> {
    const tokens = estimateTokens(call.request);
    const mayCall = (endpoint: Endpoint) => whateverTheCircuits || caller.mayCall(endpoint);
    const resting: Candidate[] = [];
    const left: Candidate[] = [];
    let waitMs = Number.POSITIVE_INFINITY;
    for (const candidate of candidates) {
      if (!mayCall(candidate.endpoint)) {
        resting.push(candidate);
        continue;
      }
      const room = await deps.limits.reserve(candidate.endpoint, tokens);
      if (!room.granted) {
        left.push(candidate);
        waitMs = Math.min(waitMs, room.waitMs);
        continue;
      }
      // Somebody else may have begun the one trial meanwhile.
      if (!mayCall(candidate.endpoint)) {
        room.settle(0);
        resting.push(candidate);
        continue;
      }
      const { result, spoke } = await caller.call(candidate.endpoint, candidate.model, call.request, call.options);
      if (result.ok) {
        room.settle(result.answer.usage.inputTokens + result.answer.usage.outputTokens);
        return { kind: 'done', result: { ok: true, answer: signed(result.answer, candidate, call.settings) } };
      }
      if ('aborted' in result) return { kind: 'done', result };
      // A refusal takes no tokens; of an answer that broke off the estimate stands.
      if (!spoke) room.settle(0);
      if (!asksNext(result.failure, spoke)) return { kind: 'done', result };
      failures.push(result);
    }
    if (left.length > 0) return { kind: 'at_limit', waitMs, left };
    // A circuit chooses among endpoints; it never leaves a task without one.
    if (failures.length === 0 && resting.length > 0) return tryEach(resting, failures, call, true);
    const [first, ...rest] = failures;
    return { kind: 'done', result: first ? { ok: false, ...worstOf([first, ...rest]) } : refused(noEndpoint(call.request.tier)) };
  }

  return {
    async complete(request, options) {
      const settings = await deps.settings();
      const failures: CandidateFailure[] = [];
      const patienceEndsMs = clock.now() + WAIT_IN_PLACE_MS;
      let candidates = usable(settings, request.tier).map((one, rank) => ({ ...one, rank }));
      for (;;) {
        const round = await tryEach(candidates, failures, { request, options, settings });
        if (round.kind === 'done') return round.result;
        if (clock.now() + round.waitMs > patienceEndsMs) {
          return { ...refused(atLimit(request.tier)), postponeMs: Math.max(MIN_POSTPONE_MS, round.waitMs) };
        }
        const cut = await clock.sleep(round.waitMs, options.signal).then(
          () => false,
          () => true,
        );
        if (cut) return { ok: false, aborted: true };
        candidates = round.left;
      }
    },
    modelFor: (tier) => usable(deps.known(), tier)[0]?.model ?? 'none',
    get label() {
      const endpoint = preferredStandard(deps.known());
      return endpoint ? (endpoint.baseUrl ?? 'offline') : 'none';
    },
    get offline() {
      return preferredStandard(deps.known())?.baseUrl === null;
    },
    assumedCostMicroUsd: deps.assumedCostMicroUsd,
  };
}

const preferredStandard = (settings: ModelSettings): Endpoint | undefined => usable(settings, 'standard')[0]?.endpoint;

/** With who answered, and at the price of the settings where they have one: under the name it answered by, else the one asked for. */
function signed(answer: ModelAnswer, candidate: Candidate, { prices }: ModelSettings): ModelAnswer {
  const price = prices.get(answer.model) ?? prices.get(candidate.model);
  return {
    ...answer,
    costMicroUsd: price ? priceAt(price, answer.usage) : answer.costMicroUsd,
    servedBy: { endpoint: candidate.endpoint.name, fallback: candidate.rank > 0 },
  };
}

const refused = (failure: Failure) => ({ ok: false as const, failure, retryAfterMs: null });

const atLimit = (tier: Tier): Failure => ({
  code: 'rate_limit_wait',
  message: `Every model endpoint of the ${tier} tier is at its own limit of requests or tokens a minute`,
  httpStatus: null,
  place: 'model',
  permanent: false,
  stack: null,
});

const noEndpoint = (tier: Tier): Failure => ({
  code: 'no_endpoint',
  message: `No model endpoint of the ${tier} tier is enabled: enable one, or give the tier another, under Settings, Models`,
  httpStatus: null,
  place: 'model',
  permanent: true,
  stack: null,
});
