import { describe, expect, it } from 'vitest';
import { fakeDoor, fakeServices } from '@/test/door/fake-door';
import { handleMetrics } from './handle-metrics';

const request = (headers: Record<string, string> = {}) => new Request('http://signalbox.test/api/metrics', { headers });

describe('GET /api/metrics', () => {
  it.each(['viewer', 'operator', 'approver', 'admin'])('answers a %s in Prometheus’ words', async (role) => {
    const response = await handleMetrics(fakeDoor(), request({ authorization: `Bearer ${role}` }));
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(await response.text()).toBe('signalbox_active_runs 1\n');
  });

  it('answers a session', async () => {
    expect((await handleMetrics(fakeDoor(), request({ cookie: 'session' }))).status).toBe(200);
  });

  it.each([[{}], [{ authorization: 'Bearer nobody' }], [{ authorization: 'Bearer nobody', cookie: 'session' }]])(
    'refuses %j',
    async (headers) => {
      const response = await handleMetrics(fakeDoor(), request(headers));
      expect([response.status, response.headers.get('content-type')]).toEqual([401, 'application/problem+json']);
    },
  );

  it('tells of a failure nothing but an id', async () => {
    const services = fakeServices();
    const broken = { ...services, dashboard: { ...services.dashboard, exportPrometheus: () => Promise.reject(new Error('secret')) } };
    const response = await handleMetrics(fakeDoor(broken), request({ authorization: 'Bearer viewer' }));
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain('secret');
  });
});
