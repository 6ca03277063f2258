import type { CIRCUIT_STATES } from '@/lib/contracts/model';

export type CircuitState = (typeof CIRCUIT_STATES)[number];

/** What one process knows of an endpoint's standing. */
export interface Circuit {
  state: CircuitState;
  /** Failures in a row. */
  failures: number;
  /** How often it opened without a success between: each time it stays open for longer. */
  opened: number;
  /** Until when it is left alone; has a meaning while it is open. */
  untilMs: number;
}

export const CLOSED: Circuit = { state: 'closed', failures: 0, opened: 0, untilMs: 0 };

/** Failures in a row that open it: fewer than the attempts of two tasks, so that a dead endpoint fails no run. */
export const OPEN_AFTER = 4;
const FIRST_PAUSE_MS = 10_000;
const MAX_PAUSE_MS = 120_000;

export type CircuitEvent =
  | { kind: 'succeeded' }
  /** `wishMs`: what the endpoint asked for (`Retry-After`): it is left alone for so long at once. */
  | { kind: 'failed'; wishMs: number | null }
  /** A key or a model that is not right mends by a change of the settings alone: no use in asking four times. */
  | { kind: 'misconfigured' }
  /** A trial call begins. */
  | { kind: 'tried' }
  /** It ended without telling anything of the endpoint: cut by the caller, or a fault of the request itself. */
  | { kind: 'inconclusive' };

/** Whether an endpoint may be called while there is another one: `trial` is the one call that finds out. */
export function mayCall(circuit: Circuit, nowMs: number): 'yes' | 'trial' | 'no' {
  switch (circuit.state) {
    case 'closed':
      return 'yes';
    case 'half_open':
      return 'no';
    case 'open':
      return nowMs >= circuit.untilMs ? 'trial' : 'no';
  }
}

export function afterCall(circuit: Circuit, event: CircuitEvent, nowMs: number): Circuit {
  switch (event.kind) {
    case 'succeeded':
      return CLOSED;
    case 'tried':
      return { ...circuit, state: 'half_open' };
    case 'inconclusive':
      return circuit.state === 'half_open' ? { ...circuit, state: 'open', untilMs: nowMs } : circuit;
    case 'misconfigured':
      return open({ ...circuit, failures: circuit.failures + 1 }, nowMs, 0);
    case 'failed': {
      const failed = { ...circuit, failures: circuit.failures + 1 };
      if (circuit.state === 'closed' && failed.failures < OPEN_AFTER && event.wishMs === null) return failed;
      return open(failed, nowMs, event.wishMs ?? 0);
    }
  }
}

function open(circuit: Circuit, nowMs: number, atLeastMs: number): Circuit {
  // What was under way when it opened does not lengthen the pause.
  const opened = circuit.state === 'open' && nowMs < circuit.untilMs ? circuit.opened : circuit.opened + 1;
  const pauseMs = Math.min(MAX_PAUSE_MS, Math.max(atLeastMs, FIRST_PAUSE_MS * 2 ** (opened - 1)));
  return { state: 'open', failures: circuit.failures, opened, untilMs: Math.max(circuit.untilMs, nowMs + pauseMs) };
}
