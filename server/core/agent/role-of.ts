import { z } from 'zod';
import { ROLES, TIERS } from '@/lib/contracts/task';
import type { RoleDefinition } from './role-definition';
import { isRole, ROLE_DEFINITIONS } from './role-definitions';
import { TOOL_NAMES } from './tool-definitions';

const pinnedSchema = z.object({
  role: z.enum(ROLES),
  title: z.string(),
  prompt: z.string(),
  tier: z.enum(TIERS),
  // A tool that this version no longer has is left out.
  tools: z.array(z.string()).transform((names) => TOOL_NAMES.filter((name) => names.includes(name))),
  supervisor: z.enum(ROLES).nullable(),
  artifactType: z.string(),
});

/** The role as the run was pinned to it, else as it is now. Null: there is no such role. */
export function roleOf(briefing: { role: string; definition?: unknown }): RoleDefinition | null {
  const pinned = pinnedSchema.safeParse(briefing.definition);
  if (pinned.success && pinned.data.role === briefing.role) return pinned.data;
  return isRole(briefing.role) ? ROLE_DEFINITIONS[briefing.role] : null;
}
