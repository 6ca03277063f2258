// Loaded into web and workers before their own code: a launcher that was killed takes them along, even while they are still starting.
const LEAVE_WITHIN_MS = 10_000;

process.once('disconnect', () => {
  // Before a handler is there this ends the process at once; after that it stops as it always does.
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.exit(1), LEAVE_WITHIN_MS).unref();
});
