import { idSchema } from '@/lib/contracts/common';
import { AppError } from '@/lib/errors';
import type { ApiContext } from '../trpc';

/**
 * Streams the zip of a run's artifacts: nothing is held but the piece under way. `nosniff` and the sandbox are set by the web
 * server on everything under `/api`.
 */
export async function exportRun(context: ApiContext, params: Record<string, string>): Promise<Response> {
  const runId = idSchema.safeParse(params.runId);
  if (!runId.success) throw new AppError('not_found', 'There is no such run');
  const archive = await context.services.artifacts.export(runId.data);
  return new Response(streamOf(archive.body), {
    headers: {
      'content-type': 'application/zip',
      'content-disposition': contentDisposition(archive.filename),
      'cache-control': 'no-store',
    },
  });
}

/** RFC 6266: a plain name for old clients, the whole one beside it. */
export function contentDisposition(filename: string): string {
  const plain = filename.replace(/[^\w. -]/g, '_');
  const whole = encodeURIComponent(filename).replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
  return `attachment; filename="${plain}"; filename*=UTF-8''${whole}`;
}

/** Pulled as the client reads; a client that goes away ends the source. */
export function streamOf(source: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  return new ReadableStream({
    async pull(controller) {
      const { done, value } = await iterator.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
