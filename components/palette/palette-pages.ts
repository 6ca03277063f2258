/** Places of the console, whatever stands in the sidebar: found by their names and by other words for them. */
export interface PalettePage {
  href: string;
  label: string;
  /** Other words that people type for it. */
  words: string;
}

export const PALETTE_PAGES: readonly PalettePage[] = [
  { href: '/', label: 'Overview', words: 'home dashboard metrics' },
  { href: '/runs', label: 'Runs', words: 'list search' },
  { href: '/runs?status=PLANNING,RUNNING,PAUSED', label: 'Active runs', words: 'running now' },
  { href: '/runs?failing=1', label: 'Runs with failed tasks', words: 'failures errors' },
  { href: '/tasks', label: 'Tasks', words: 'list under way waiting' },
  { href: '/tasks?since=24h&outcome=failed', label: 'Failed tasks', words: 'failures errors causes' },
  { href: '/inbox', label: 'Inbox', words: 'escalations decisions approve reject waiting questions' },
  { href: '/dead-letters', label: 'Dead letters', words: 'incidents failures replay dlq causes' },
  { href: '/runs/new', label: 'New run', words: 'start create' },
  { href: '/workflows', label: 'Workflows', words: 'templates schedules webhooks' },
  { href: '/agents', label: 'Agents', words: 'roles prompts' },
  { href: '/settings/general', label: 'General settings', words: 'retention budget environment' },
  { href: '/settings/escalations', label: 'Escalation settings', words: 'ladder tiers deadlines approvers' },
  { href: '/settings/models', label: 'Models', words: 'endpoints tiers fallbacks' },
  { href: '/settings/prices', label: 'Prices', words: 'cost tokens' },
  { href: '/settings/mcp', label: 'MCP servers', words: 'tools' },
  { href: '/settings/people', label: 'People', words: 'users invitations roles' },
  { href: '/settings/tokens', label: 'API tokens', words: 'keys' },
  { href: '/settings/audit', label: 'Audit', words: 'log who changed' },
  { href: '/settings/account', label: 'Your account', words: 'password sessions two-factor totp' },
  { href: '/settings/appearance', label: 'Appearance', words: 'theme dark light motion' },
];
