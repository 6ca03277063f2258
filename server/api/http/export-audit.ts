import { exportAuditSchema } from '@/lib/contracts/audit';
import { AppError } from '@/lib/errors';
import { issuesOf } from '../errors';
import type { ApiContext } from '../trpc';
import { contentDisposition, streamOf } from './export-run';

/** Streams the audit log, with the filters of its list, as CSV or as JSON Lines. */
export async function exportAudit(context: ApiContext, _params: Record<string, string>, query: URLSearchParams): Promise<Response> {
  const twice = [...new Set(query.keys())].filter((name) => query.getAll(name).length > 1);
  const input = exportAuditSchema.safeParse(Object.fromEntries(query));
  const issues = [...twice.map((path) => ({ path, message: 'may be given once' })), ...(input.success ? [] : issuesOf(input.error.issues))];
  if (!input.success || issues.length > 0) {
    throw new AppError('invalid_input', issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '), issues);
  }
  const { filename, contentType, body } = context.services.audit.export(input.data);
  return new Response(streamOf(body), {
    headers: { 'content-type': contentType, 'content-disposition': contentDisposition(filename), 'cache-control': 'no-store' },
  });
}
