import { expect, test } from './support/test';

const ID = '01890000-0000-7000-8000-0000000000ff';
const EVIL = 'https://evil.example';

/** Every kind of route, and how another site would try it with somebody's cookie. */
const UNSAFE: [string, string][] = [
  ['POST', '/api/v1/runs'],
  ['POST', `/api/v1/runs/${ID}/cancel`],
  ['DELETE', `/api/v1/tokens/${ID}`],
  ['PATCH', `/api/v1/users/${ID}`],
  ['POST', '/api/v1/invitations'],
  ['POST', '/api/trpc/runs.create'],
  ['POST', '/api/trpc/account.endOtherSessions'],
  ['POST', '/api/auth/signout'],
  ['POST', '/api/auth/callback/credentials'],
  ['POST', '/api/auth/signin/oidc'],
  ['POST', '/api/first-run'],
  ['POST', '/api/links/accept-invitation'],
  ['POST', `/api/hooks/${ID}`],
  ['POST', '/api/metrics'],
  ['POST', '/runs'],
];

const cookieOf = (session: { cookies: { name: string; value: string }[] }) =>
  session.cookies.map(({ name, value }) => `${name}=${value}`).join('; ');

for (const [method, path] of UNSAFE) {
  test(`another site cannot ${method} ${path} with somebody's cookie`, async ({ api, session }) => {
    const tries: Record<string, string>[] = [
      { origin: EVIL },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site', origin: EVIL },
    ];
    for (const foreign of tries) {
      const headers = { ...foreign, cookie: cookieOf(session), 'content-type': 'application/json' };
      const answer = await api.call(path, { method, token: null, headers, body: method === 'DELETE' ? undefined : {} });
      expect(answer.status, JSON.stringify(foreign)).toBe(403);
    }
  });
}

test('nothing is readable from another site, and a form cannot speak for JSON', async ({ api, session }) => {
  const cookie = cookieOf(session);
  for (const path of ['/runs', '/audit', '/users', '/me', '/api/metrics', '/api/auth/session', '/api/auth/csrf', '/api/health']) {
    const { headers } = await api.call(path, { token: null, headers: { cookie, origin: EVIL } });
    expect(headers.get('access-control-allow-origin'), path).toBeNull();
    expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
  }
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
    const answer = await api.call('/runs', {
      method: 'POST',
      token: null,
      body: '{"goal":"x"}',
      headers: { cookie, 'content-type': type },
    });
    expect(answer.status, type).toBe(415);
  }
});

test('metrics and the audit log are not for everybody', async ({ api }) => {
  for (const path of ['/api/metrics', '/audit', '/audit/export', '/users', '/invitations']) {
    expect((await api.call(path, { token: null })).status, path).toBe(401);
    expect((await api.call(path, { token: 'wrong' })).status, path).toBe(401);
  }
  const { token } = await api.read<{ token: string }>('/tokens', { method: 'POST', body: { name: 'reader', role: 'operator' } });
  for (const path of ['/audit', '/audit/export', '/users', '/invitations', '/tokens']) {
    expect((await api.call(path, { token })).status, path).toBe(403);
  }
});

test('a webhook takes no cookie and no token for a signature', async ({ api, session }) => {
  const tries: Record<string, string>[] = [{ cookie: cookieOf(session) }, {}];
  for (const headers of tries) {
    const answer = await api.call(`/api/hooks/${ID}`, { method: 'POST', body: {}, headers });
    expect([401, 403, 404]).toContain(answer.status);
  }
});

test('the audit log is filtered, paged and exported', async ({ api }) => {
  const { id } = await api.read<{ id: string }>('/tokens', { method: 'POST', body: { name: '=HYPERLINK("x")', role: 'viewer' } });
  await api.read(`/tokens/${id}`, { method: 'DELETE' });
  const mine = await api.read<{ items: { action: string; actor: string; target: { name: string } }[]; nextCursor: string }>(
    `/audit?targetId=${id}&limit=1`,
  );
  expect(mine.items).toMatchObject([
    { action: 'token.revoke', actor: 'token:environment', target: { kind: 'token', name: '=HYPERLINK("x")' } },
  ]);
  const rest = await api.read<{ items: { action: string }[]; nextCursor: null }>(`/audit?targetId=${id}&limit=1&cursor=${mine.nextCursor}`);
  expect(rest).toMatchObject({ items: [{ action: 'token.create' }], nextCursor: null });
  expect((await api.read<{ items: unknown[] }>(`/audit?targetId=${id}&action=TOKEN&actor=ENVIRONMENT&q=hyperlink`)).items).toHaveLength(2);
  expect((await api.read<{ items: unknown[] }>(`/audit?targetId=${id}&until=2001-01-01T00:00:00Z`)).items).toEqual([]);
  for (const bad of ['limit=0', 'limit=201', 'cursor=abc', 'since=yesterday', 'nonsense=1', 'q=%00', 'since=0000-01-01T00:00:00Z']) {
    expect((await api.call(`/audit?${bad}`)).status, bad).toBe(422);
  }
  for (const bad of ['format=xml', 'nonsense=1', 'format=csv&format=csv'])
    expect((await api.call(`/audit/export?${bad}`)).status, bad).toBe(422);
  const csv = await api.call<string>(`/audit/export?targetId=${id}`);
  expect(csv.headers.get('content-type')).toContain('text/csv');
  expect(csv.body).toContain(`"'=HYPERLINK(""x"")"`);
  const lines = new TextDecoder().decode(await api.bytes(`/audit/export?format=jsonl&targetId=${id}`));
  expect(
    lines
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).action),
  ).toEqual(['token.revoke', 'token.create']);
});
