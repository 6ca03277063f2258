import type { AccessRole } from '@/lib/contracts/access';

/** Roles as the pages name them. */
export const ROLE_OPTIONS: readonly { value: AccessRole; label: string; hint: string }[] = [
  { value: 'viewer', label: 'Viewer', hint: 'Reads runs and artifacts' },
  { value: 'operator', label: 'Operator', hint: 'Also starts, edits, pauses and cancels runs' },
  { value: 'approver', label: 'Approver', hint: 'Reads and decides' },
  { value: 'admin', label: 'Admin', hint: 'Everything: people, tokens, settings' },
];
