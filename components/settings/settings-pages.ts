import type { Permission } from '@/lib/contracts/access';

export interface SettingsPage {
  href: string;
  label: string;
  /** Without it the page has nothing to show: it is left out of the list, and tells why where it is opened by its address. */
  needs?: Permission;
}

/** Pages of the settings, in the order of the list: what is one's own, then what is everybody's. */
export const SETTINGS_GROUPS: readonly { label: string; pages: readonly SettingsPage[] }[] = [
  {
    label: 'You',
    pages: [
      { href: '/settings/account', label: 'Account' },
      { href: '/settings/appearance', label: 'Appearance' },
    ],
  },
  {
    label: 'Installation',
    pages: [
      { href: '/settings/general', label: 'General', needs: 'settings.manage' },
      { href: '/settings/escalations', label: 'Escalations', needs: 'settings.manage' },
      { href: '/settings/notifications', label: 'Notifications', needs: 'settings.manage' },
      { href: '/settings/people', label: 'People', needs: 'users.manage' },
      { href: '/settings/tokens', label: 'API tokens', needs: 'tokens.manage' },
      { href: '/settings/models', label: 'Models' },
      { href: '/settings/prices', label: 'Prices' },
      { href: '/settings/mcp', label: 'MCP servers', needs: 'settings.manage' },
      { href: '/settings/audit', label: 'Audit', needs: 'audit.read' },
    ],
  },
];

const isUnder = (pathname: string, href: string) => pathname === href || pathname.startsWith(`${href}/`);

export function settingsPageAt(pathname: string): SettingsPage | undefined {
  return SETTINGS_GROUPS.flatMap(({ pages }) => pages).find(({ href }) => isUnder(pathname, href));
}
