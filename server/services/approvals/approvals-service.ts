import { z } from 'zod';
import type { ApprovalView, DecideApproval, ListApprovals } from '@/lib/contracts/approval';
import { idSchema, type Page } from '@/lib/contracts/common';
import { invalidInput } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import { listApprovals, readApproval, readAskedCall } from '@/server/repositories/approval-repository';
import { type ApprovalsDeps, decide, noSuchApproval } from './decide';

export interface ApprovalsService {
  /** Newest first. @throws AppError invalid_input (cursor) */
  list(input: ListApprovals): Promise<Page<ApprovalView>>;
  /** @throws AppError not_found */
  get(approvalId: string): Promise<ApprovalView>;
  /** Whether the call would be made with these arguments, as the settings stand now. @throws AppError not_found */
  check(approvalId: string, given: string): Promise<{ fault: string | null }>;
  /** @throws AppError not_found, invalid_input, conflict (already decided, or void) */
  decide(input: DecideApproval, caller: Caller): Promise<ApprovalView>;
}

const cursorOf = (id: string): string => Buffer.from(JSON.stringify([id])).toString('base64url');

function readCursor(cursor: string): string {
  try {
    return z.tuple([idSchema]).parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()))[0];
  } catch {
    throw invalidInput('cursor', 'is not a cursor of this list');
  }
}

/** Tool calls that wait for a person, and what was decided about them. */
export function createApprovalsService(deps: ApprovalsDeps): ApprovalsService {
  return {
    async list({ cursor, limit, ...filter }) {
      const before = cursor === undefined ? null : readCursor(cursor);
      // One more than asked tells whether there is a next page.
      const rows = await listApprovals(deps.db, { ...filter, before, limit: limit + 1 });
      const items = rows.slice(0, limit);
      const last = items.at(-1);
      return { items, nextCursor: last && rows.length > limit ? cursorOf(last.id) : null };
    },
    async get(approvalId) {
      const view = await readApproval(deps.db, approvalId);
      if (!view) throw noSuchApproval();
      return view;
    },
    async check(approvalId, given) {
      const call = await readAskedCall(deps.db, approvalId);
      if (!call) throw noSuchApproval();
      return { fault: (await deps.callPolicy(call, given))?.message ?? null };
    },
    decide: (input, caller) => decide(deps, input, caller),
  };
}
