import { describe, expect, it } from 'vitest';
import type { AgentView } from '@/lib/contracts/agent';
import { realChanges } from './agent-draft';
import { diffDefinitions } from './diff-definitions';
import { orderAgents } from './order-agents';
import { earlierOf, hear, NO_TRY, say } from './try-state';

const row = (role: string, supervisor: string | null) => ({ role, supervisor });

it('each role stands below its supervisor; a circle hides nobody', () => {
  const placed = (agents: ReturnType<typeof row>[]) => orderAgents(agents).map(({ agent, depth }) => `${depth}${agent.role}`);
  expect(placed([row('a', 'b'), row('b', null), row('c', 'a'), row('d', 'b')])).toEqual(['0b', '1a', '2c', '1d']);
  expect(placed([row('a', 'b'), row('b', 'a')])).toEqual(['0a', '1b']);
});

it('a draft counts where it differs, and an edit that was taken back does not', () => {
  // The parts of a role that this looks at.
  const agent = { title: 'A', prompt: 'p', tools: ['finish'], supervisor: null } as unknown as AgentView;
  expect(realChanges(agent, { title: 'B', tools: ['finish'], supervisor: null })).toEqual({ title: 'B' });
  expect(realChanges(agent, { title: 'A' })).toBeNull();
});

it('the difference of two definitions', () => {
  const before = {
    title: 'A',
    prompt: 'one\ntwo\nthree',
    tier: 'economy',
    tools: ['finish'],
    supervisor: null,
    artifactType: 'code',
  } as const;
  const after = { ...before, prompt: 'one\n2\nthree', tier: 'premium', supervisor: 'tech_lead', tools: [] } as const;
  const diff = diffDefinitions({ ...before, tools: [...before.tools] }, { ...after, tools: [] });
  expect(diff.fields.map((field) => `${field.name}: ${field.before} → ${field.after}`)).toEqual([
    'Tier: economy → premium',
    'Tools: finish → none',
    'Supervisor: none → tech_lead',
  ]);
  expect(diff.prompt.map((line) => `${line.kind} ${line.text}`)).toEqual(['same one', 'removed two', 'added 2', 'same three']);
});

describe('a sandbox conversation', () => {
  const turn = {
    type: 'turn',
    feedback: null,
    model: 'm',
    inputTokens: 9,
    outputTokens: 1,
    costUsd: 0.1,
    priced: true,
    durationMs: 5,
  } as const;
  const call = { id: 'c1', name: 'list_artifacts', arguments: '{}' };
  const totals = { turns: 2, inputTokens: 18, outputTokens: 2, costUsd: 0.2, unpricedCalls: 0 };

  it('grows by words, turns and what tools answered, and goes back with the next message', () => {
    let state = say(NO_TRY, 'Do it.');
    expect(earlierOf(state)).toBeUndefined();
    state = hear(state, { type: 'words', text: 'I ' });
    state = hear(state, { type: 'words', text: 'look' });
    expect(state.speaking).toBe('I look');
    state = hear(state, { ...turn, text: 'I look', toolCalls: [call] });
    expect(state.speaking).toBe('');
    const artifact = { name: 'a.md', type: 'document', content: 'x', metadata: {} };
    state = hear(state, { type: 'tools', outcomes: [{ index: 0, ok: true, result: 'none' }], artifacts: [artifact] });
    state = hear(state, { ...turn, text: 'Done', toolCalls: [] });
    state = hear(state, { type: 'ended', outcome: 'finished', message: null, totals });
    state = say(state, 'Shorter.');
    expect(state.totals.costUsd).toBe(0.2);
    expect(earlierOf(state)).toEqual({
      task: 'Do it.',
      turns: [
        { text: 'I look', toolCalls: [{ ...call, ok: true, result: 'none' }], feedback: null },
        { text: 'Done', toolCalls: [], feedback: 'Shorter.' },
      ],
      artifacts: [artifact],
    });
  });
});
