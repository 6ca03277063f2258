import { expect, test } from 'vitest';
import { createPrometheusExporter } from './prometheus-exporter';

test('no gate judged is NaN, as the format writes it', async () => {
  const text = await createPrometheusExporter().render({
    version: '1',
    durations: [],
    ended: [],
    usage: [],
    queue: [],
    oldestReadySeconds: 0,
    runs: { planning: 0, running: 0, paused: 0 },
    tasks: { pending: 0, ready: 0, running: 0, waiting: 0, succeeded: 0, failed: 0, skipped: 0, cancelled: 0 },
    needs: { budget: 0, planReview: 0, approvals: 0 },
    deadLetters: { open: 0, incidents: 0 },
    workers: 0,
    slots: 0,
    gates: [],
    lagSeconds: null,
  });
  expect(text).toMatch(/^signalbox_gate_pass_rate NaN$/m);
});
