import { createHash } from 'node:crypto';
import { ROLES, type Role } from '@/lib/contracts/task';
import type { RoleDefaults } from '@/server/core/task/spec';
import type { RoleDefinition } from './role-definition';
import { ROLE_DEFINITIONS } from './role-definitions';
import { roleOf } from './role-of';

/** The newest version of a role, as stored. Null: the shipped definition, whatever this installation ships. */
export interface LatestVersion {
  role: string;
  version: number;
  definition: unknown;
}

export type CurrentAgent = RoleDefinition & { version: number; shipped: boolean };
export type CurrentAgents = Readonly<Record<Role, CurrentAgent>>;

/** Each role as it is now: its newest version, or as shipped where nobody has edited it. */
export function currentAgents(latest: readonly LatestVersion[]): CurrentAgents {
  const byRole = new Map(latest.map((row) => [row.role, row]));
  return Object.fromEntries(ROLES.map((role) => [role, currentAgent(role, byRole.get(role))])) as CurrentAgents;
}

function currentAgent(role: Role, row: LatestVersion | undefined): CurrentAgent {
  const stored = row?.definition ? roleOf({ role, definition: row.definition }) : null;
  return { ...(stored ?? ROLE_DEFINITIONS[role]), version: row?.version ?? 0, shipped: !row?.definition };
}

/** What a run is pinned to: every role as it was when the run began, under the hash of all of it. */
export interface PinnedDefinitions {
  hash: string;
  body: Record<string, unknown>;
  defaults: RoleDefaults;
}

export function pinnedDefinitions(agents: CurrentAgents): PinnedDefinitions {
  const body: Record<string, unknown> = Object.fromEntries(
    ROLES.map((role) => {
      const { shipped: _, ...pinned } = agents[role];
      return [role, pinned];
    }),
  );
  return { hash: createHash('sha256').update(JSON.stringify(body)).digest('hex'), body, defaults: roleDefaultsOf(body) };
}

/** What the roles of a pinned body bring to tasks that say nothing themselves. */
export function roleDefaultsOf(body: Record<string, unknown> | null): RoleDefaults {
  return Object.fromEntries(
    ROLES.map((role) => {
      const { tier, artifactType } = roleOf({ role, definition: body?.[role] }) ?? ROLE_DEFINITIONS[role];
      return [role, { tier, artifactType }];
    }),
  ) as RoleDefaults;
}
