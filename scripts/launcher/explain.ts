import { ConfigError } from '@/server/config';
import { MigrationError } from '@/server/infra/db/migrate';
import { diskFull, EmbeddedError } from '@/server/infra/embedded/embedded-error';
import { LaunchError } from './launch-error';

const DISK_FULL = new Set(['ENOSPC', 'EDQUOT', '53100']);

/** What an operator is told of a failed start. An expected failure is one line; anything else comes with its stack. */
export function explain(error: unknown): string {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    if ('code' in cause && DISK_FULL.has(String(cause.code))) return diskFull().message;
  }
  if (error instanceof ConfigError || error instanceof LaunchError || error instanceof EmbeddedError || error instanceof MigrationError) {
    return error.message;
  }
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
