import type { AccessRole, Permission } from '@/lib/contracts/access';
import { ACCESS_ROLES, PERMISSIONS } from '@/lib/contracts/access';

/**
 * Who may do what: every role answers every permission, so a new one of either does not compile until all its cells are
 * filled. Operator and approver stand beside each other: neither includes the other.
 */
const PERMISSION_MATRIX: Record<AccessRole, Record<Permission, boolean>> = {
  viewer: {
    'runs.read': true,
    'runs.write': false,
    'workflows.write': false,
    'escalations.raise': false,
    'escalations.answer': false,
    'escalations.decide': false,
    'agents.manage': false,
    'tokens.manage': false,
    'users.manage': false,
    'settings.manage': false,
    'audit.read': false,
  },
  operator: {
    'runs.read': true,
    'runs.write': true,
    'workflows.write': true,
    'escalations.raise': true,
    'escalations.answer': true,
    'escalations.decide': false,
    'agents.manage': false,
    'tokens.manage': false,
    'users.manage': false,
    'settings.manage': false,
    'audit.read': false,
  },
  approver: {
    'runs.read': true,
    'runs.write': false,
    'workflows.write': false,
    'escalations.raise': false,
    'escalations.answer': true,
    'escalations.decide': true,
    'agents.manage': false,
    'tokens.manage': false,
    'users.manage': false,
    'settings.manage': false,
    'audit.read': false,
  },
  admin: {
    'runs.read': true,
    'runs.write': true,
    'workflows.write': true,
    'escalations.raise': true,
    'escalations.answer': true,
    'escalations.decide': true,
    'agents.manage': true,
    'tokens.manage': true,
    'users.manage': true,
    'settings.manage': true,
    'audit.read': true,
  },
};

export function isPermitted(role: AccessRole, permission: Permission): boolean {
  return PERMISSION_MATRIX[role][permission];
}

export function permissionsOf(role: AccessRole): Permission[] {
  return PERMISSIONS.filter((permission) => isPermitted(role, permission));
}

export function rolesWith(permission: Permission): AccessRole[] {
  return ACCESS_ROLES.filter((role) => isPermitted(role, permission));
}

/** Whether whoever has `role` may hand out `other`: nobody gives more than they have. */
export function covers(role: AccessRole, other: AccessRole): boolean {
  return permissionsOf(other).every((permission) => isPermitted(role, permission));
}
