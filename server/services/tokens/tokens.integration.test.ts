import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CreateToken } from '@/lib/contracts/access';
import type { Caller } from '@/server/core/access/caller';
import { claimKey, completeKey } from '@/server/repositories/idempotency-repository';
import { createTestDatabase, type TestDatabase } from '@/test/database';
import { type OpenDoor, openDoor } from '@/test/door/open-door';

const ADMIN: Caller = { kind: 'token', id: 'environment', name: 'environment', role: 'admin' };
const CI: CreateToken = { name: 'ci', role: 'viewer' };

describe('tokens', () => {
  let database: TestDatabase;
  let door: OpenDoor;
  beforeEach(async () => {
    database = await createTestDatabase();
    door = openDoor(database.url);
  });
  afterEach(async () => {
    await door.close();
    await database.drop();
  });
  const rows = (table: string) => door.db.query<Record<string, unknown>>({ text: `SELECT * FROM ${table}` });

  test('ten calls with one key at one moment make one token, and all are told it', async () => {
    const key = { key: 'k1', bodyHash: 'h1' };
    const created = await Promise.all(Array.from({ length: 10 }, () => door.tokens.create(CI, ADMIN, key)));
    expect(new Set(created.map(({ id, token }) => `${id} ${token}`)).size).toBe(1);
    expect(await rows('api_tokens')).toHaveLength(1);
    const { token } = created[0]!;
    expect(await door.auth.authenticate({ authorization: `Bearer ${token}`, cookie: null })).toMatchObject({ name: 'ci' });
    // Shown again, yet nowhere kept.
    expect(JSON.stringify([await rows('api_tokens'), await rows('idempotency_keys')])).not.toContain(token.slice(3));
  });

  test('another body or another kind of call under the same key is refused, another caller is not', async () => {
    const first = await door.tokens.create(CI, ADMIN, { key: 'k', bodyHash: 'h1' });
    await expect(door.tokens.create(CI, ADMIN, { key: 'k', bodyHash: 'h2' })).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    const asRun = { principal: 'token:environment', key: 'k', route: 'POST /api/v1/runs', bodyHash: 'h1' };
    await expect(door.db.transaction((tx) => claimKey(tx, asRun))).rejects.toMatchObject({ code: 'idempotency_mismatch' });
    const other = await door.tokens.create(CI, { ...ADMIN, id: 'other' }, { key: 'k', bodyHash: 'h1' });
    expect(other.id).not.toBe(first.id);
    expect(other.token).not.toBe(first.token);
  });

  test('after 24 hours a key is free again', async () => {
    const first = await door.tokens.create(CI, ADMIN, { key: 'k', bodyHash: 'h1' });
    await door.db.query({ text: `UPDATE idempotency_keys SET created_at = created_at - interval '24 hours'` });
    const second = await door.tokens.create({ ...CI, name: 'later' }, ADMIN, { key: 'k', bodyHash: 'h2' });
    expect(second.id).not.toBe(first.id);
  });

  test('a repeat whose token is revoked says that it is gone', async () => {
    const { id } = await door.tokens.create(CI, ADMIN, { key: 'k', bodyHash: 'h1' });
    await door.tokens.revoke(id, ADMIN);
    await expect(door.tokens.create(CI, ADMIN, { key: 'k', bodyHash: 'h1' })).rejects.toMatchObject({ code: 'gone' });
  });

  test('a waiting repeat becomes the first when the first rolls back', async () => {
    const call = { principal: 'p', key: 'k', route: 'r', bodyHash: 'h' };
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    let claimed = () => {};
    const hasKey = new Promise<void>((resolve) => {
      claimed = resolve;
    });
    const first = door.db.transaction(async (tx) => {
      await claimKey(tx, call);
      claimed();
      await held;
      throw new Error('rolled back');
    });
    await hasKey;
    const second = door.db.transaction(async (tx) => {
      const claim = await claimKey(tx, call);
      await completeKey(tx, { ...call, status: 201, response: { id: 'second' } });
      return claim;
    });
    release();
    await expect(first).rejects.toThrow('rolled back');
    expect(await second).toEqual({ fresh: true });
    expect(await door.db.transaction((tx) => claimKey(tx, call))).toEqual({ fresh: false, status: 201, response: { id: 'second' } });
  });

  test('a token cannot be born expired, in whatever year', async () => {
    for (const expiresAt of ['2001-01-01T00:00:00Z', '0000-01-01T00:00:00Z']) {
      await expect(door.tokens.create({ ...CI, expiresAt }, ADMIN, null)).rejects.toMatchObject({ issues: [{ path: 'expiresAt' }] });
    }
    await door.tokens.create({ ...CI, expiresAt: '9999-12-31T23:59:59Z' }, ADMIN, null);
  });

  test('the list pages newest first, and takes no foreign cursor', async () => {
    for (const name of ['a', 'b', 'c']) await door.tokens.create({ ...CI, name }, ADMIN, null);
    const first = await door.tokens.list({ limit: 2 });
    expect(first.items.map(({ name }) => name)).toEqual(['c', 'b']);
    const second = await door.tokens.list({ limit: 2, cursor: first.nextCursor ?? '' });
    expect(second.items.map(({ name }) => name)).toEqual(['a']);
    expect(second.nextCursor).toBeNull();
    await expect(door.tokens.list({ limit: 2, cursor: 'abc' })).rejects.toMatchObject({ issues: [{ path: 'cursor' }] });
  });

  test('what is not there is not found', async () => {
    const id = '01890000-0000-7000-8000-0000000000ff';
    await expect(door.tokens.get(id)).rejects.toMatchObject({ code: 'not_found' });
    await expect(door.tokens.revoke(id, ADMIN)).rejects.toMatchObject({ code: 'not_found' });
  });
});
