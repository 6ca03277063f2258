/** Refusals of PostgreSQL that pass: it starts, it stops, or it has no connection left. Class 08 is the connection itself. */
const PASSING = new Set(['57P01', '57P02', '57P03', '53300']);
const NETWORK = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'EHOSTUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);
/** Prisma's own names for the same. */
const PRISMA = new Set(['P1001', 'P1002', 'P1008', 'P1017']);
/** The driver gives some of its errors no code. */
const WORDS = /^Connection terminated|^timeout exceeded when trying to connect|^Client has encountered a connection error/;

/** Whether an error says that the database cannot be reached for the moment, however deep it lies. */
export function isDatabaseAway(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const code = 'code' in cause ? String(cause.code) : '';
    // A server's socket is not there while the server is not.
    if (code === 'ENOENT' && 'syscall' in cause && cause.syscall === 'connect') return true;
    if (PASSING.has(code) || NETWORK.has(code) || PRISMA.has(code) || /^08\w{3}$/.test(code) || WORDS.test(cause.message)) return true;
  }
  return false;
}
