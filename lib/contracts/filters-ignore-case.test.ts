import { expect, test } from 'vitest';
import { overviewInputSchema } from './dashboard';
import { listTasksSchema } from './task-list';

test('filters ignore case', () => {
  expect(overviewInputSchema.parse({ range: '7D' }).range).toBe('7d');
  expect(listTasksSchema.parse({ waitingFor: 'APPROVAL', role: 'TECH_LEAD' })).toMatchObject({ waitingFor: 'approval', role: 'tech_lead' });
});

test.each([{ range: '1y' }, { range: '' }])('%j is no range', (input) => {
  expect(overviewInputSchema.safeParse(input).success).toBe(false);
});
