import type { Door } from './context';

/** Open to everybody: 200, or 503 when this node cannot serve. */
export async function handleHealth(door: Door): Promise<Response> {
  const health = await door.services.health.check();
  return Response.json(health, { status: health.status === 'ok' ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}

/** Whether a load balancer may send requests here. */
export async function handleReady(door: Door): Promise<Response> {
  const { status } = await door.services.health.check();
  return Response.json({ ready: status === 'ok' }, { status: status === 'ok' ? 200 : 503, headers: { 'cache-control': 'no-store' } });
}
