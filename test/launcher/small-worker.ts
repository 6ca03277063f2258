const alive = setInterval(() => undefined, 60_000);
process.send?.({ type: 'ready' });
process.once('SIGTERM', () => process.disconnect());
process.once('disconnect', () => clearInterval(alive));
