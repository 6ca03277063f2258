import { createHmac, timingSafeEqual } from 'node:crypto';

const WINDOW_SECONDS = 300;

/** Null: right; else why not. Slack signs `v0:<seconds>:<body>`. */
export function slackSignatureFault(
  signingSecret: string,
  given: { signature: string | null; timestamp: string | null },
  body: string,
  nowMs: number,
): string | null {
  const { signature, timestamp } = given;
  if (!signature || !timestamp || !/^\d{1,12}$/.test(timestamp)) return 'The headers of the signature are missing';
  const right = `v0=${createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')}`;
  const [a, b] = [Buffer.from(signature), Buffer.from(right)];
  if (a.length !== b.length || !timingSafeEqual(a, b)) return 'The signature does not match';
  return Math.abs(nowMs / 1_000 - Number(timestamp)) > WINDOW_SECONDS ? 'The signature is too old' : null;
}
