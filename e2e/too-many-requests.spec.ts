import { expect, test } from './support/test';

test.use({ env: { SIGNALBOX_REQUESTS_PER_SECOND: '5' } });

test('who asks too often is told when to come back; a bad token stays a bad token', async ({ api }) => {
  const answers = await Promise.all(Array.from({ length: 30 }, () => api.call<{ code: string }>('/runs')));
  const refused = answers.filter((answer) => answer.status !== 200);
  expect(refused.length).toBeGreaterThan(10);
  for (const { status, headers, body } of refused) {
    expect([status, body.code]).toEqual([429, 'too_many_requests']);
    expect(Number(headers.get('retry-after'))).toBeGreaterThan(0);
    expect(headers.get('content-type')).toContain('application/problem+json');
  }
  const strangers = await Promise.all(Array.from({ length: 10 }, () => api.call('/runs', { token: 'not-a-token' })));
  expect(new Set(strangers.map((answer) => answer.status))).toEqual(new Set([401]));
  await expect.poll(async () => (await api.call('/runs')).status).toBe(200);
});
