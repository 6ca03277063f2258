import { tryAgentSchema } from '@/lib/contracts/agent-try';
import { AppError } from '@/lib/errors';
import { isRole } from '@/server/core/agent/role-definitions';
import { parseJson, readBody } from '../read-body';
import type { ApiContext } from '../trpc';

/**
 * Answers with JSON Lines, an event each as it happens. A client that goes away stops the try: the model is not asked again.
 * @throws AppError
 */
export async function tryAgent(
  context: ApiContext,
  params: Record<string, string>,
  _query: URLSearchParams,
  request: Request,
): Promise<Response> {
  if (!isRole(params.role ?? '')) throw new AppError('not_found', `There is no role "${params.role}"`);
  const body = parseJson(request.headers, await readBody(request));
  const parsed = tryAgentSchema.safeParse({ ...(typeof body === 'object' ? body : {}), role: params.role });
  if (!parsed.success) {
    const issues = parsed.error.issues.map((issue) => ({ path: issue.path.join('.'), message: issue.message }));
    throw new AppError('invalid_input', issues.map((issue) => `${issue.path}: ${issue.message}`).join('; '), issues);
  }
  const stop = new AbortController();
  const events = await context.services.agents.try(parsed.data, context.caller, AbortSignal.any([request.signal, stop.signal]));
  const iterator = events[Symbol.asyncIterator]();
  const encoder = new TextEncoder();
  const lines = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const { done, value } = await iterator.next();
        if (done) controller.close();
        else controller.enqueue(encoder.encode(`${JSON.stringify(value)}\n`));
      } catch (error) {
        controller.error(error);
      }
    },
    async cancel() {
      stop.abort();
      await iterator.return?.();
    },
  });
  return new Response(lines, {
    // Nothing on the way may keep words back until there are more of them.
    headers: { 'content-type': 'application/x-ndjson', 'cache-control': 'no-store, no-transform', 'x-accel-buffering': 'no' },
  });
}
