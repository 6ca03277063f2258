import type { AccessRole } from '@/lib/contracts/access';
import type { PrismaClient, User } from '@/prisma/generated/client';

export interface UserRow {
  id: string;
  /** Lower case. */
  email: string;
  name: string;
  /** Null: comes by an issuer alone. */
  passwordHash: string | null;
  role: AccessRole;
  disabled: boolean;
}

export interface UserRepository {
  findByEmail(email: string): Promise<UserRow | null>;
  exist(): Promise<boolean>;
  /** Where the address is taken the user who has it is answered unchanged: two web nodes may start at once. */
  create(user: { email: string; name: string; passwordHash: string; role: AccessRole }): Promise<UserRow>;
  /** A new password and the role of an administrator, and enabled again. */
  makeAdmin(userId: string, passwordHash: string): Promise<void>;
}

const rowOf = (user: User): UserRow => ({
  id: user.id,
  email: user.email,
  name: user.name,
  passwordHash: user.passwordHash,
  role: user.role as AccessRole,
  disabled: user.disabledAt !== null,
});

export function createUserRepository(prisma: PrismaClient): UserRepository {
  return {
    async findByEmail(email) {
      const user = await prisma.user.findUnique({ where: { email: email.toLowerCase() } });
      return user ? rowOf(user) : null;
    },
    async exist() {
      return (await prisma.user.findFirst({ select: { id: true } })) !== null;
    },
    async create(user) {
      const email = user.email.toLowerCase();
      return rowOf(await prisma.user.upsert({ where: { email }, create: { ...user, email }, update: {} }));
    },
    async makeAdmin(userId, passwordHash) {
      await prisma.user.update({ where: { id: userId }, data: { passwordHash, role: 'admin', disabledAt: null } });
    },
  };
}
