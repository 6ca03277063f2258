import pino from 'pino';
import type { Log } from '@/server/core/ports/log';

/** What must never reach a line, wherever it stands in what is logged. */
const SECRETS = ['password', 'token', 'apiKey', 'authorization', 'cookie', 'secret'].flatMap((key) => [key, `*.${key}`, `*.*.${key}`]);

/** JSON lines on standard output; `fields` named like secrets are blanked. */
export function createLogger(options: { level: string; process: 'web' | 'worker' }): Log {
  return pino({
    level: options.level,
    base: { process: options.process, pid: process.pid },
    redact: { paths: SECRETS, censor: '[redacted]' },
  });
}
