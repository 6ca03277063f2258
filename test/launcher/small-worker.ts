setInterval(() => undefined, 60_000);
process.send?.({ type: 'ready' });
