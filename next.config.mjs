import { fileURLToPath } from 'node:url';

// Not in TypeScript: every start of web would transpile it, a third of a second.
const root = fileURLToPath(new URL('.', import.meta.url));

/** @type {import('next').NextConfig} */
const config = {
  poweredByHeader: false,
  // The launcher's web process has the one instance of these; Next must not bundle copies of its own.
  serverExternalPackages: ['@node-rs/argon2', '@prisma/adapter-pg', '@prisma/client', 'ioredis', 'pg', 'pino', 'socket.io'],
  // `npm test` checks types, of tests and scripts too; doing it here again would cost every first start ten seconds.
  typescript: { ignoreBuildErrors: true },
  // Stated, because a lock file in a folder above the clone would be taken for the root.
  turbopack: { root },
  outputFileTracingRoot: root,
  headers: async () => [
    {
      source: '/:path*',
      headers: [
        { key: 'X-Content-Type-Options', value: 'nosniff' },
        { key: 'X-Frame-Options', value: 'DENY' },
        { key: 'Referrer-Policy', value: 'same-origin' },
      ],
    },
    // Its address is a key: not even our own pages hear of it. The later rule wins.
    { source: '/decide/:token', headers: [{ key: 'Referrer-Policy', value: 'no-referrer' }] },
  ],
};

export default config;
