import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SETTINGS_GROUPS, settingsPageAt } from './settings-pages';

test('every page of the settings is in the list, once', () => {
  const folder = new URL('../../app/(console)/settings', import.meta.url);
  const pages = readdirSync(folder, { withFileTypes: true }).flatMap((entry) => (entry.isDirectory() ? [`/settings/${entry.name}`] : []));
  const listed = SETTINGS_GROUPS.flatMap(({ pages: group }) => group.map(({ href }) => href));
  expect(listed.toSorted()).toEqual(pages.toSorted());
});

test('a page is known by its address, and by those under it alone', () => {
  expect(settingsPageAt('/settings/people')?.label).toBe('People');
  expect(settingsPageAt('/settings/people/invited')?.label).toBe('People');
  expect(settingsPageAt('/settings/peoples')).toBeUndefined();
  expect(settingsPageAt('/settings')).toBeUndefined();
});
