// PostgreSQL: shut down, crashed, starting, connection lost, too many sessions, and what another transaction's turn decides.
const CODES = /^(57P0[123]|08\w{3}|53300|40001|40P01)$/;
const SYSTEM = /^(ECONN(REFUSED|RESET|ABORTED)|EPIPE|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|ENOTFOUND|EAI_AGAIN)$/;
// The client's own words, which come without a code.
const WORDS =
  /^(Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error|Query read timeout)/;

/**
 * Whether an error says that the database is away for now, not that the statement was wrong: to be tried again. What was sent may have been
 * committed all the same.
 */
export function isDatabaseOutage(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  // A server's socket is not there while the server is not.
  const noSocket = code === 'ENOENT' && 'syscall' in error && error.syscall === 'connect';
  return noSocket || CODES.test(code) || SYSTEM.test(code) || WORDS.test(error.message);
}
