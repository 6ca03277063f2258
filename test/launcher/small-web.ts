import { createServer } from 'node:http';

const server = createServer((_, response) => {
  response.setHeader('content-type', 'application/json');
  const { DATABASE_URL: databaseUrl, REDIS_URL: redisUrl = null, NODE_ENV: mode, SIGNALBOX_DEV: dev = null } = process.env;
  response.end(JSON.stringify({ databaseUrl, redisUrl, mode, dev }));
});
server.listen(Number(process.env.PORT), process.env.HOST, () => {
  process.send?.({ type: 'ready', url: process.env.NEXTAUTH_URL, signInLink: `${process.env.NEXTAUTH_URL}/welcome#once` });
});
