import type { Role } from '@/lib/contracts/task';
import type { Issue } from '@/lib/errors';
import type { CurrentAgents } from './current-agents';
import type { RoleDefinition } from './role-definition';
import { ROLE_DEFINITIONS } from './role-definitions';

/** A definition as somebody wants it: its tools are not yet known to exist. */
export type WantedDefinition = Omit<RoleDefinition, 'tools'> & { tools: readonly string[] };

/** The tool that ends a task: whoever works with tools has it. */
const FINISH = 'finish';

/** Whether a role hands over by tools at all: the planner's whole answer is the plan. */
export const usesTools = (role: Role): boolean => ROLE_DEFINITIONS[role].tools.includes(FINISH);

/** What stands against a definition beside its form: its tools, and a line of supervisors that comes back to itself. */
export function definitionIssues(wanted: WantedDefinition, agents: CurrentAgents, knownTools: readonly string[]): Issue[] {
  return [...toolIssues(wanted, knownTools), ...supervisorIssues(wanted, agents)];
}

function toolIssues({ role, tools }: WantedDefinition, knownTools: readonly string[]): Issue[] {
  if (!usesTools(role)) {
    return tools.length === 0 ? [] : [{ path: 'tools', message: `The ${role} answers with a plan and takes no tools` }];
  }
  const issues = tools.flatMap((tool, index): Issue[] => {
    const path = `tools.${index}`;
    if (!knownTools.includes(tool)) return [{ path, message: `There is no tool "${tool}". There are: ${knownTools.join(', ')}` }];
    return tools.indexOf(tool) < index ? [{ path, message: `"${tool}" is named twice` }] : [];
  });
  if (!tools.includes(FINISH)) issues.push({ path: 'tools', message: `"${FINISH}" is how a task ends; it cannot be taken away` });
  return issues;
}

function supervisorIssues({ role, supervisor }: WantedDefinition, agents: CurrentAgents): Issue[] {
  const line: Role[] = [role];
  for (let above = supervisor; above !== null; above = agents[above].supervisor) {
    line.push(above);
    if (above === role) {
      return [{ path: 'supervisor', message: `would supervise itself: ${line.join(' → ')}` }];
    }
    // A circle that this role is not part of cannot be made here, but must not hang us either.
    if (line.length > Object.keys(agents).length) return [];
  }
  return [];
}
