import { expect, it } from 'vitest';
import { coalesce } from './coalesce';

it('runs once for all calls that come while one is under way, and once more after it', async () => {
  let runs = 0;
  const ends: (() => void)[] = [];
  const call = coalesce(
    () => {
      runs += 1;
      return new Promise<void>((resolve) => ends.push(resolve));
    },
    1000,
    async () => {},
  );
  const first = call();
  const others = Promise.all([call(), call(), call()]);
  expect(runs).toBe(1);
  ends[0]?.();
  await first;
  await expect.poll(() => runs).toBe(2);
  ends[1]?.();
  await others;
  expect(runs).toBe(2);
});

it('goes on after a failure', async () => {
  let runs = 0;
  const call = coalesce(
    async () => {
      runs += 1;
      throw new Error('no answer');
    },
    0,
    async () => {},
  );
  await call();
  await call();
  expect(runs).toBe(2);
});
