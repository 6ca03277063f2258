import { meSchema } from '@/lib/contracts/access';
import { healthSchema } from '@/lib/contracts/live';
import { permissionsOf } from '@/server/auth/permissions';
import { procedure, router } from '../trpc';

export const systemRouter = router({
  me: procedure('runs.read', { method: 'GET', path: '/me', summary: 'Who the caller is and may do' })
    .output(meSchema)
    .query(({ ctx: { caller } }) => ({
      name: caller.name,
      displayName: caller.displayName ?? null,
      kind: caller.kind,
      role: caller.role,
      permissions: permissionsOf(caller.role),
    })),

  health: procedure('runs.read')
    .output(healthSchema)
    .query(({ ctx }) => ctx.services.health.check()),
});
