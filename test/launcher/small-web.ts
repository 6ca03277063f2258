import { createServer } from 'node:http';

const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ databaseUrl: process.env.DATABASE_URL, redisUrl: process.env.REDIS_URL ?? null }));
});
server.listen(Number(process.env.PORT), process.env.HOST, () => {
  process.send?.({ type: 'ready', url: process.env.NEXTAUTH_URL, signInLink: `${process.env.NEXTAUTH_URL}/welcome#once` });
});
