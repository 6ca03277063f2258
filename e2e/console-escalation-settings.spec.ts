import type { EscalationView } from '@/lib/contracts/escalation';
import { expect, test } from './support/test';

test('who is asked for how long is changed in the settings, and holds for what is asked next', async ({ page, api, faults }) => {
  // It stays open: its gate is a person's.
  const gate = { key: 'door', kind: 'gate', title: 'Sign the chart', gate: { type: 'human', criteria: 'All signed' } };
  const { id: runId } = await api.read<{ id: string }>('/runs', { method: 'POST', body: { goal: 'Chart the harbour', tasks: [gate] } });
  const secondsOfNext = async () => {
    const asked = { runId, type: 'quality_concern', priority: 'CRITICAL', title: 'The tables lack a source', description: 'None has one.' };
    const { createdAt, deadlineAt, tier } = await api.read<EscalationView>('/escalations', { method: 'POST', body: asked });
    expect(tier).toBe('HUMAN');
    return Math.round((Date.parse(deadlineAt ?? '') - Date.parse(createdAt)) / 1_000);
  };
  expect(await secondsOfNext()).toBe(3_600);

  await page.goto('/settings/escalations');
  const row = page.getByRole('button', { name: /^Quality/ });
  const quality = page.getByRole('group', { name: 'Quality' });
  const minutes = quality.getByLabel('People: minutes');
  const save = page.getByRole('button', { name: 'Save settings' });
  await row.focus();
  await page.keyboard.press('Enter');
  await minutes.fill('0');
  await row.click();
  await save.click();
  await expect(minutes, 'a fault opens its row and takes the focus').toBeFocused();
  await expect(quality.getByRole('alert')).toContainText('more than 0');
  await minutes.fill('7.5');
  await minutes.press('Enter');
  await expect(page.getByText('Settings saved')).toBeVisible();
  await page.reload();
  await expect(row).toContainText('people 7.5 min');
  expect(await secondsOfNext()).toBe(450);

  // Somebody else is quicker.
  faults.expect(/409/);
  await row.click();
  await minutes.fill('9');
  const { version } = await api.read<{ version: number }>('/settings/escalations');
  await api.read('/settings/escalations', { method: 'PUT', body: { baseVersion: version, revokeSeconds: 60 } });
  await save.click();
  await expect(page.getByRole('status').filter({ hasText: 'What you typed is still here' })).toBeVisible();
  await expect(minutes).toHaveValue('9');
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await expect(minutes).toHaveValue('7.5');
  await page.getByLabel('An approval can be taken back for').fill('15');
  await quality.getByRole('button', { name: 'Back to the defaults' }).click();
  await save.click();
  await expect(page.getByText('changed', { exact: true })).toHaveCount(0);
  await expect.poll(secondsOfNext).toBe(3_600);
  await api.read(`/runs/${runId}/cancel`, { method: 'POST' });
});
