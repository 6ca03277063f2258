import type { Role, Tier } from '@/lib/contracts/task';
import type { ToolName } from './tool-definitions';

/** What makes an agent of a role: everything that a task does not say itself. */
export interface RoleDefinition {
  role: Role;
  title: string;
  /** Who the agent is and how it works; the rules common to all roles are added by `buildFirstRequest`. */
  prompt: string;
  /** Tier of the model where the task names none. */
  tier: Tier;
  tools: readonly ToolName[];
  /** Who reviews this role's work and answers its escalations; null at the top. */
  supervisor: Role | null;
  /** Type of the artifact where neither the task nor the model names one. */
  artifactType: string;
}
