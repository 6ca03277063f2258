import { expect, it } from 'vitest';
import { goalTitle } from './goal-title';

it.each([
  ['Build the tide service', 'Build the tide service'],
  ['\n\n# Tide **service**\nmore', 'Tide service'],
  ['---\n- `list` the harbours', 'list the harbours'],
  ['snake_case_name stays', 'snake_case_name stays'],
  ['x'.repeat(300), `${'x'.repeat(159)}…`],
])('%j is called %j', (goal, title) => expect(goalTitle(goal)).toBe(title));
