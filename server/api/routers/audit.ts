import { auditEntrySchema, listAuditSchema } from '@/lib/contracts/audit';
import { pageOf } from '@/lib/contracts/common';
import { procedure, router } from '../trpc';

export const auditRouter = router({
  list: procedure('audit.read', { method: 'GET', path: '/audit', summary: 'Who changed what, newest first' })
    .input(listAuditSchema.prefault({}))
    .output(pageOf(auditEntrySchema))
    .query(({ ctx, input }) => ctx.services.audit.list(input)),
});
