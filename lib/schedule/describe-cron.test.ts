import { expect, it } from 'vitest';
import { describeCron } from './describe-cron';

it.each([
  ['* * * * *', 'Every minute'],
  ['*/15 * * * *', 'Every 15 minutes'],
  ['0 * * * *', 'Every hour'],
  ['30 9 * * *', 'Every day at 09:30'],
  ['0 9 * * MON-FRI', 'Monday to Friday at 09:00'],
  ['0 9 * * 1,4', 'Monday and Thursday at 09:00'],
  ['5 7 1 * *', 'On day 1 of each month at 07:05'],
  ['@weekly', 'Every Sunday at 00:00'],
  ['0 9-17 * * *', null],
  ['0 0 29 2 *', null],
  ['often', null],
])('%s: %s', (cron, words) => expect(describeCron(cron)).toBe(words));
