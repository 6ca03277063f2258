import type { AccessRole } from '@/lib/contracts/access';
import { ESCALATION_TYPES } from '@/lib/contracts/escalation';
import type { LadderChanges, SetLadderSettings } from '@/lib/contracts/ladder';
import { AppError, type Issue } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';
import { readRolesOf } from '@/server/repositories/people-repository';

/**
 * Whoever is named anew has to be somebody who may decide, or is invited as one: else nobody would ever answer. Who was named before stays.
 * @throws invalid_input (types.‹type›.approvers.‹index›)
 */
export async function checkApprovers(
  tx: Tx,
  { before, input, deciders }: { before: LadderChanges; input: Pick<SetLadderSettings, 'types'>; deciders: readonly AccessRole[] },
): Promise<void> {
  const named = ESCALATION_TYPES.flatMap((type) => {
    const known = new Set(before.types?.[type]?.approvers?.map((one) => one.toLowerCase()));
    const approvers = input.types?.[type]?.approvers ?? [];
    return approvers.flatMap((typed, index) => {
      const email = typed.toLowerCase();
      return known.has(email) ? [] : [{ email, path: `types.${type}.approvers.${index}` }];
    });
  });
  if (named.length === 0) return;
  const roles = await readRolesOf(tx, [...new Set(named.map(({ email }) => email))]);
  const issues = named.flatMap(({ email, path }): Issue[] => {
    const role = roles.get(email);
    if (role === undefined) return [{ path, message: `"${email}" is nobody who can sign in` }];
    return deciders.includes(role) ? [] : [{ path, message: `"${email}" may not decide (${role})` }];
  });
  const [first] = issues;
  if (first) throw new AppError('invalid_input', `${first.path}: ${first.message}`, issues);
}
