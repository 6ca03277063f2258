import { describe, expect, test } from 'vitest';
import { ACCESS_ROLES, type AccessRole, PERMISSIONS, type Permission } from '@/lib/contracts/access';
import { isPermitted, permissionsOf } from './permissions';

// Drawn as the contract says it, a column a role: + may, . may not.
const MATRIX = `
                    viewer operator approver admin
runs.read           +      +        +        +
runs.write          .      +        .        +
workflows.write     .      +        .        +
escalations.raise   .      +        .        +
escalations.answer  .      +        +        +
escalations.decide  .      .        +        +
agents.manage       .      .        .        +
tokens.manage       .      .        .        +
users.manage        .      .        .        +
settings.manage     .      .        .        +
audit.read          .      .        .        +
`;
const [head = '', ...lines] = MATRIX.trim().split('\n');
const roles = head.trim().split(/\s+/) as AccessRole[];
const cells = lines.flatMap((line) => {
  const [permission, ...marks] = line.trim().split(/\s+/);
  return roles.map((role, index) => ({ role, permission: permission as Permission, may: marks[index] === '+' }));
});

describe('the permission matrix', () => {
  test.each(cells)('$role, $permission: $may', ({ role, permission, may }) => {
    expect(isPermitted(role, permission)).toBe(may);
  });

  test('every cell is drawn above', () => {
    expect(cells).toHaveLength(ACCESS_ROLES.length * PERMISSIONS.length);
  });

  test('a role lists what it may', () => {
    expect(permissionsOf('approver')).toEqual(['runs.read', 'escalations.answer', 'escalations.decide']);
  });
});
