import { describe, expect, it } from 'vitest';
import { expectationsFrom, type MeanRow } from '../forecast/expect-task';
import { isOverBudget } from './budget';
import { budgetQuestion, expectedRest, type ToCome } from './budget-question';

const usd = (amount: number) => Math.round(amount * 1_000_000);
const ask = (spent: number, budget: number, rest: number | null, blockThreshold = 1) =>
  budgetQuestion({ spentMicroUsd: usd(spent), budgetMicroUsd: usd(budget) }, { rest, tasksToCome: 3, blockThreshold });

describe('what is asked for where a budget does not suffice', () => {
  it.each([
    ['what the rest is expected to cost', 1, 1, 2.34, 2.4],
    ['half the budget where nobody knows', 1, 1, null, 0.5],
    ['what was overspent as well', 1.5, 1, 2, 2.5],
    ['half the budget on top of what was overspent', 1.5, 1, null, 1],
    ['enough to go on where nothing is left to pay', 1.5, 1, 0, 1],
    ['the rest of a budget that holds still', 0, 1, 3, 2],
  ])('%s', (_, spent, budget, rest, amount) => {
    const { action, context } = ask(spent, budget, rest);
    expect(action).toEqual({ kind: 'raise_budget', amountUsd: amount });
    expect(context).toMatchObject({ currentSpend: spent, requestedAmount: amount, budgetLimit: budget });
  });

  it('always suffices to go on, however small the sums and whatever the threshold', () => {
    for (const [spent, budget] of [
      [0.000_003, 0.000_002],
      [0.000_001, 0.000_001],
      [7, 7.000_001],
      [123_456.789, 100_000],
      [3, 3],
    ] as const) {
      for (const blockThreshold of [0.5, 0.8, 1]) {
        for (const rest of [null, 0, 0.000_001, 5]) {
          const { action } = ask(spent, budget, rest, blockThreshold);
          const raised = { spentMicroUsd: usd(spent), budgetMicroUsd: usd(budget) + usd(action.amountUsd) };
          expect(isOverBudget(raised, blockThreshold), JSON.stringify({ spent, budget, blockThreshold, rest, action })).toBe(false);
          expect(action.amountUsd).toBeGreaterThan(0);
        }
      }
    }
  });

  it('says what it is about in words', () => {
    expect(ask(1, 1, null)).toMatchObject({ title: 'The run has reached its budget of $1.00' });
    expect(ask(0, 1, 3).title).toBe('The run is expected to cost more than its budget of $1.00');
    expect(ask(1, 1, 2).description).toContain('What is left is expected to cost $2.00.');
  });
});

describe('what is left to pay', () => {
  const mean: MeanRow = { role: 'tech_lead', tier: 'standard', kind: 'agent', count: 5, costUsd: 2, seconds: 1 };
  const some = (more: Partial<ToCome> = {}): ToCome => ({
    ...{ role: 'tech_lead', tier: 'standard', kind: 'agent', gate: null, count: 2, soFarUsd: 0 },
    ...more,
  });
  const expectations = expectationsFrom([mean]);

  it('is by measured tasks, less what those under way have cost', () => {
    expect(expectedRest([some(), some({ count: 1, soFarUsd: 0.5 })], expectations)).toBe(5.5);
    expect(expectedRest([some({ count: 1, soFarUsd: 9 })], expectations)).toBe(0);
    expect(expectedRest([some({ kind: 'branch' })], expectations)).toBe(0);
  });

  it('is not known by what is merely assumed', () => {
    expect(expectedRest([some(), some({ kind: 'gate', gate: { type: 'code_review' } })], expectations)).toBeNull();
  });
});
