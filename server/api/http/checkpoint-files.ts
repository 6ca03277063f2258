import { idSchema } from '@/lib/contracts/common';
import { AppError } from '@/lib/errors';
import { readBody } from '../read-body';
import type { ApiContext } from '../trpc';
import { contentDisposition, streamOf } from './export-run';

/** Beyond what any other call takes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;
const FILE_TYPES = ['application/gzip', 'application/x-gzip', 'application/octet-stream'];

export async function exportCheckpoint(context: ApiContext, params: Record<string, string>): Promise<Response> {
  const checkpointId = idSchema.safeParse(params.checkpointId);
  if (!checkpointId.success) throw new AppError('not_found', 'There is no such checkpoint.');
  const file = await context.services.checkpoints.export(checkpointId.data);
  return new Response(streamOf(file.body), {
    headers: {
      'content-type': 'application/gzip',
      'content-disposition': contentDisposition(file.filename),
      'cache-control': 'no-store',
    },
  });
}

/** The body is the file itself. */
export async function importCheckpoint(
  context: ApiContext,
  _params: Record<string, string>,
  _query: URLSearchParams,
  request: Request,
): Promise<Response> {
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase() ?? '';
  if (!FILE_TYPES.includes(type))
    throw new AppError('unsupported_media_type', `Send the exported file with Content-Type: ${FILE_TYPES[0]}`);
  const bytes = await readBody(request, MAX_FILE_BYTES);
  const imported = await context.services.checkpoints.import(bytes, context.caller, context.idempotencyKey);
  return Response.json(imported, { status: 201, headers: { 'cache-control': 'no-store' } });
}
