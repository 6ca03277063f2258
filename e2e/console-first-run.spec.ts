import { startProduct } from './support/product';
import { expect, test } from './support/test';

test('the first start prints a link that makes the first administrator, once', async ({ browser }) => {
  const product = await startProduct({ redis: false, admin: false });
  try {
    expect(product.signInLink).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/welcome/);
    const link = product.signInLink ?? '';
    await expect.poll(() => product.output(), 'the person at the terminal sees it').toContain(link);
    const page = await browser.newPage();
    await page.goto(link);
    await page.getByLabel('Name').fill('Orla Devane');
    await page.getByLabel('E-mail').fill('orla@kilrush.example');
    await page.getByLabel('Password').fill('the gate is closed on Tuesdays');
    await page.getByRole('button', { name: 'Create account and sign in' }).click();
    await expect(page.getByRole('heading', { name: 'Overview' })).toBeVisible();
    await expect(page).toHaveURL(`${product.url}/`);
    await expect(page.getByRole('button', { name: 'Account' }).filter({ visible: true })).toContainText('Orla Devane');

    const stranger = await browser.newPage();
    await stranger.goto(link);
    const form = stranger.getByRole('button', { name: 'Create account and sign in' });
    if (await form.isVisible()) {
      await stranger.getByLabel('E-mail').fill('eve@example.com');
      await stranger.getByLabel('Password').fill('a password of some length');
      await form.click();
      await expect(stranger.getByRole('alert').filter({ hasText: /\S/ })).toBeVisible();
    }
    await stranger.getByRole('link', { name: 'Go to sign-in' }).click();
    await expect(stranger).toHaveURL(/\/sign-in/);
    await stranger.getByLabel('E-mail').fill('orla@kilrush.example');
    await stranger.getByLabel('Password').fill('the gate is closed on Tuesdays');
    await stranger.getByRole('button', { name: 'Sign in' }).click();
    await expect(stranger.getByRole('heading', { name: 'Overview' })).toBeVisible();
  } finally {
    await product.stop();
  }
});
