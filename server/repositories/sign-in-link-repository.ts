import type { PrismaClient } from '@/prisma/generated/client';

export interface SignInLinkRepository {
  create(hash: string, maxAgeMinutes: number): Promise<void>;
  /** True while the link may be consumed. */
  isLive(hash: string): Promise<boolean>;
  /**
   * Consumes a live link and creates the first user, or does neither. `used`: no such link, past its time, or consumed;
   * `users_exist`: somebody was there before.
   */
  consume(hash: string, user: { email: string; name: string; passwordHash: string }): Promise<'created' | 'used' | 'users_exist'>;
}

/** Any number, the same for all: at most one first user is made at a time, whichever link it comes by. */
const FIRST_RUN_LOCK = 7_402_118;

export function createSignInLinkRepository(prisma: PrismaClient): SignInLinkRepository {
  return {
    async create(hash, maxAgeMinutes) {
      await prisma.$executeRaw`INSERT INTO sign_in_links (hash, created_at, expires_at)
        VALUES (${hash}, signalbox_now(), signalbox_now() + make_interval(mins => ${maxAgeMinutes}::int))`;
    },
    async isLive(hash) {
      const rows = await prisma.$queryRaw<unknown[]>`SELECT 1 AS live FROM sign_in_links
        WHERE hash = ${hash} AND consumed_at IS NULL AND expires_at > signalbox_now()`;
      return rows.length > 0;
    },
    async consume(hash, user) {
      return prisma.$transaction(async (tx) => {
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(${FIRST_RUN_LOCK}::bigint)`;
        if (await tx.user.findFirst({ select: { id: true } })) return 'users_exist';
        const consumed = await tx.$executeRaw`UPDATE sign_in_links SET consumed_at = signalbox_now()
          WHERE hash = ${hash} AND consumed_at IS NULL AND expires_at > signalbox_now()`;
        if (consumed === 0) return 'used';
        const email = user.email.toLowerCase();
        const { id } = await tx.user.create({ data: { ...user, email, role: 'admin' } });
        await tx.$executeRaw`INSERT INTO audit_log (at, actor, actor_id, action, target_kind, target_id, target_name, after)
          VALUES (signalbox_now(), ${`user:${email}`}, ${id}, 'user.create', 'user', ${id}, ${email}, '{"role": "admin", "method": "first link"}')`;
        return 'created';
      });
    },
  };
}
