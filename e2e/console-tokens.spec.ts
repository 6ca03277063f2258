import { expect, test } from './support/test';

test('a token is made, copied, used by a program and revoked', async ({ page, context, api }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await page.goto('/settings/tokens');
  await page.getByRole('button', { name: 'New token' }).click();
  await page.getByLabel('Name').fill('harbour display');
  await page.getByLabel('Role').click();
  await page.getByRole('option', { name: /Viewer/ }).click();
  await page.getByRole('button', { name: 'Create token' }).click();
  const dialog = page.getByRole('dialog', { name: 'Copy the token now' });
  await dialog.getByRole('button', { name: 'Copy token' }).click();
  const token = await page.evaluate(() => navigator.clipboard.readText());
  await expect(dialog.locator('code').first()).toHaveText(token);
  await dialog.getByRole('button', { name: 'Done, I have it' }).click();
  await expect(page.getByText(token)).toHaveCount(0);

  expect((await api.call('/runs', { token })).status).toBe(200);
  expect((await api.call('/runs', { token, method: 'POST', body: { goal: 'Not allowed' } })).status).toBe(403);

  await page.reload();
  const row = page.getByRole('row').filter({ hasText: 'harbour display' });
  await expect(row).toContainText('viewer');
  await row.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Revoke token' }).click();
  await expect(row).toContainText('revoked');
  expect((await api.call('/runs', { token })).status).toBe(401);
});
