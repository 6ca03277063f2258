import { describe, expect, it } from 'vitest';
import { currentAgents, pinnedDefinitions, roleDefaultsOf } from './current-agents';
import { definitionIssues } from './definition-issues';
import { ROLE_DEFINITIONS } from './role-definitions';
import { TOOL_NAMES } from './tool-definitions';

const shipped = currentAgents([]);
const issuesOf = (wanted: Parameters<typeof definitionIssues>[0], agents = shipped) =>
  definitionIssues(wanted, agents, TOOL_NAMES).map((issue) => `${issue.path}: ${issue.message}`);

describe('what a definition may be', () => {
  it.each(Object.values(ROLE_DEFINITIONS))('the shipped $role', (definition) => {
    expect(issuesOf(definition)).toEqual([]);
  });

  it('names each tool that does not exist or stands twice, and keeps finish', () => {
    const { backend_engineer: engineer } = ROLE_DEFINITIONS;
    expect(issuesOf({ ...engineer, tools: ['read_artifact', 'shell', 'read_artifact'] })).toEqual([
      'tools.1: There is no tool "shell". There are: list_artifacts, read_artifact, write_artifact, propose_edit, escalate, finish',
      'tools.2: "read_artifact" is named twice',
      'tools: "finish" is how a task ends; it cannot be taken away',
    ]);
    expect(issuesOf({ ...ROLE_DEFINITIONS.planner, tools: ['finish'] })).toEqual([
      'tools: The planner answers with a plan and takes no tools',
    ]);
  });

  it('no line of supervisors comes back to the role, however long', () => {
    const { tech_lead: lead } = ROLE_DEFINITIONS;
    expect(issuesOf({ ...lead, supervisor: 'tech_lead' })).toEqual(['supervisor: would supervise itself: tech_lead → tech_lead']);
    expect(issuesOf({ ...lead, supervisor: 'backend_engineer' })).toEqual([
      'supervisor: would supervise itself: tech_lead → backend_engineer → code_reviewer → tech_lead',
    ]);
    expect(issuesOf({ ...lead, supervisor: 'security_reviewer' })).toEqual([]);
  });

  it('a circle elsewhere is not waited for', () => {
    const stored = (role: 'ux_engineer' | 'project_manager', supervisor: string) => ({
      role,
      version: 1,
      definition: { ...ROLE_DEFINITIONS[role], supervisor },
    });
    const circle = currentAgents([stored('ux_engineer', 'project_manager'), stored('project_manager', 'ux_engineer')]);
    expect(issuesOf({ ...ROLE_DEFINITIONS.planner, supervisor: 'ux_engineer' }, circle)).toEqual([]);
  });
});

describe('what is current', () => {
  const edited = {
    role: 'ux_engineer',
    version: 3,
    definition: { ...ROLE_DEFINITIONS.ux_engineer, tier: 'premium', artifactType: 'data' },
  };

  it('is the newest version, and as shipped without one or after a reset', () => {
    expect(currentAgents([edited]).ux_engineer).toMatchObject({ tier: 'premium', version: 3, shipped: false });
    expect(currentAgents([{ ...edited, version: 4, definition: null }]).ux_engineer).toMatchObject({
      tier: 'economy',
      version: 4,
      shipped: true,
    });
    expect(currentAgents([edited]).planner).toMatchObject({ version: 0, shipped: true });
  });

  it('gives a run its hash and what the roles bring to its tasks', () => {
    const before = pinnedDefinitions(shipped);
    const after = pinnedDefinitions(currentAgents([edited]));
    expect(after.hash).not.toBe(before.hash);
    expect(pinnedDefinitions(currentAgents([])).hash).toBe(before.hash);
    expect(after.defaults.ux_engineer).toEqual({ tier: 'premium', artifactType: 'data' });
    expect(roleDefaultsOf(JSON.parse(JSON.stringify(after.body)))).toEqual(after.defaults);
    expect(roleDefaultsOf(null)).toEqual(before.defaults);
  });
});
