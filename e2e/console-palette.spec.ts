import { expect, test } from './support/test';

test('the palette finds a run, a task, a page and an action by the keyboard alone', async ({ page, api }) => {
  const goal = `Survey the lighthouse at Kap ${Date.now()}`;
  const created = await api.call('/runs', {
    method: 'POST',
    body: { goal, tasks: [{ key: 'lamp-report', title: 'Lamp report of the keeper', role: 'tech_lead', prompt: 'Write it.' }] },
  });
  const { id } = created.body as { id: string };
  await page.goto('/runs');
  const palette = page.getByRole('dialog', { name: 'Find anything' });
  const open = async (typed: string) => {
    await page.keyboard.press('ControlOrMeta+k');
    await palette.getByRole('combobox').fill(typed);
  };

  await open(goal.slice(-13));
  await expect(palette.getByRole('option', { name: goal })).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(new RegExp(`/runs/${id}$`));

  // A task's words are read a moment after its run was made.
  await expect.poll(async () => (await api.read<{ tasks: unknown[] }>('/search?q=lamp%20report%20of')).tasks.length).toBeGreaterThan(0);
  await open('lamp report of');
  await expect(palette.getByRole('option', { name: /Lamp report of the keeper/ }).first()).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/task=lamp-report/);

  await open('api tok');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/settings\/tokens/);

  await open('switch to');
  await page.keyboard.press('Enter');
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');

  await open('no such thing anywhere');
  await expect(palette.getByText('Nothing is called “no such thing anywhere”.')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(palette).toHaveCount(0);
});

test('on a phone the palette is behind a button', async ({ page }) => {
  await page.setViewportSize({ width: 390, height: 844 });
  await page.goto('/runs');
  await page.getByRole('button', { name: 'Find anything' }).click();
  const palette = page.getByRole('dialog', { name: 'Find anything' });
  await palette.getByRole('combobox').fill('appear');
  await palette.getByRole('option', { name: 'Appearance' }).click();
  await expect(page.getByRole('heading', { name: 'Appearance' })).toBeVisible();
});
