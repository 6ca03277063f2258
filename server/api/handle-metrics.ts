import { AppError } from '@/lib/errors';
import { isPermitted } from '@/server/auth/permissions';
import type { Door } from './context';
import { enter, reportError } from './enter';
import { expectedFacts, internalFacts } from './errors';
import { problemResponse } from './http/problem';

/** Prometheus text for whoever may read runs, by token or session; never rejects. */
export async function handleMetrics(door: Door, request: Request): Promise<Response> {
  try {
    const caller = await enter(door, request);
    if (!isPermitted(caller.role, 'runs.read'))
      throw new AppError('forbidden', `The role ${caller.role} does not have the permission runs.read`);
    const { dashboard } = door.services;
    const text = await dashboard.exportPrometheus();
    return new Response(text, { headers: { 'content-type': dashboard.prometheusContentType, 'cache-control': 'no-store' } });
  } catch (error) {
    return problemResponse(expectedFacts(error) ?? internalFacts(reportError(door, request, error)));
  }
}
