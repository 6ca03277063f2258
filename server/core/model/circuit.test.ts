import { describe, expect, it } from 'vitest';
import { afterCall, type Circuit, type CircuitEvent, CLOSED, mayCall, OPEN_AFTER } from './circuit';

const failed: CircuitEvent = { kind: 'failed', wishMs: null };
const fold = (events: [CircuitEvent, number][], from: Circuit = CLOSED) =>
  events.reduce((circuit, [event, nowMs]) => afterCall(circuit, event, nowMs), from);
const broken = fold(Array.from({ length: OPEN_AFTER }, () => [failed, 0] as [CircuitEvent, number]));

describe('a circuit', () => {
  it('stays closed below its number of failures, and forgets them at a success', () => {
    const nearly = fold(Array.from({ length: OPEN_AFTER - 1 }, () => [failed, 0] as [CircuitEvent, number]));
    expect(mayCall(nearly, 0)).toBe('yes');
    expect(fold([[{ kind: 'succeeded' }, 0]], nearly)).toEqual(CLOSED);
  });

  it('opens, is tried once when its pause is over, and closes at a success', () => {
    expect([0, 9_999, 10_000].map((nowMs) => mayCall(broken, nowMs))).toEqual(['no', 'no', 'trial']);
    const trying = afterCall(broken, { kind: 'tried' }, 10_000);
    expect(mayCall(trying, 60_000)).toBe('no');
    expect(afterCall(trying, { kind: 'succeeded' }, 11_000)).toEqual(CLOSED);
  });

  it.each<[string, CircuitEvent, number, 'yes' | 'trial' | 'no']>([
    ['fails: twice the pause', failed, 10_000 + 19_999, 'no'],
    ['fails: and no longer', failed, 10_000 + 20_000, 'trial'],
    ['tells nothing: another may try at once', { kind: 'inconclusive' }, 10_000, 'trial'],
  ])('a trial that %s', (_name, event, nowMs, expected) => {
    const trying = afterCall(broken, { kind: 'tried' }, 10_000);
    expect(mayCall(afterCall(trying, event, 10_000), nowMs)).toBe(expected);
  });

  it('has a longest pause', () => {
    let circuit = broken;
    for (let round = 0; round < 20; round++) {
      circuit = fold(
        [
          [{ kind: 'tried' }, circuit.untilMs],
          [failed, circuit.untilMs],
        ],
        circuit,
      );
    }
    const nowMs = circuit.untilMs - 120_000;
    expect(mayCall(afterCall({ ...circuit, state: 'half_open' }, failed, nowMs), nowMs + 120_000)).toBe('trial');
  });

  it('is not lengthened by calls that were under way when it opened', () => {
    expect(fold([[failed, 10]], broken)).toMatchObject({ state: 'open', opened: 1, untilMs: 10_010 });
  });

  it.each<[string, CircuitEvent, number]>([
    ['a wish of the endpoint', { kind: 'failed', wishMs: 25_000 }, 25_000],
    ['a wish without sense, up to its longest pause', { kind: 'failed', wishMs: 9_000_000 }, 120_000],
    ['a wrong key or model', { kind: 'misconfigured' }, 10_000],
  ])('opens at once at %s', (_name, event, untilMs) => {
    expect(afterCall(CLOSED, event, 0)).toMatchObject({ state: 'open', untilMs });
  });

  it('says nothing of the endpoint where a request was at fault', () => {
    expect(afterCall(CLOSED, { kind: 'inconclusive' }, 5)).toEqual(CLOSED);
  });
});
