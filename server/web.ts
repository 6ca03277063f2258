import { Server } from 'node:http';
import { fileURLToPath } from 'node:url';
import next from 'next';
import { createOrchestrator } from '@/server/composition';
import { ConfigError, readConfig } from '@/server/config';
import { systemClock } from '@/server/infra/clock/system-clock';
import { createLogger } from '@/server/infra/logger/create-logger';
import { createBuiltinModel } from '@/server/infra/model/builtin-model';
import { orchestratorSettings } from '@/server/process-settings';
import { isDevelopment, type UpgradeHandler } from '@/server/web/hot-reload';
import { serveWeb } from '@/server/web/serve-web';

/** Requests under way may take this long once the process is told to end. */
const DRAIN_MS = 8_000;
const POOL_SIZE = 10;

/** The web process: pages, API and sockets until SIGTERM, or until its launcher is gone. */
async function main(): Promise<void> {
  const dir = fileURLToPath(new URL('..', import.meta.url));
  const config = readConfig(process.env, { cloneDir: dir, uid: process.getuid?.() });
  const log = createLogger({ level: config.logLevel, process: 'web' });
  // Agents speak in the workers; here models are tried out. An offline model of its own starts when it is wanted.
  const builtinModel = createBuiltinModel(config.model, { offlineCharsPerSecond: config.offlineCharsPerSecond });
  let url = config.publicUrl ?? '';
  const app = createOrchestrator({
    ...orchestratorSettings(config),
    builtinModel,
    clock: systemClock,
    log,
    publicUrl: () => url,
    poolSize: POOL_SIZE,
  });
  await app.ready();
  if (config.admin) await app.auth.ensureAdmin(config.admin);

  const dev = isDevelopment(process.env);
  // Next would put a listener for sockets on our server at the first request, past the guard: it gets a server that never listens.
  const nexts = new Server();
  const pages = next({ dev, dir, hostname: config.host, port: config.port, httpServer: nexts });
  await pages.prepare();
  const { host, port, publicUrl, allowedHosts } = config;
  const hotReload: UpgradeHandler = (request, socket, head) => {
    // Nobody takes it before the first request; the browser tries again.
    if (!nexts.emit('upgrade', request, socket, head)) socket.destroy();
  };
  const web = await serveWeb(
    { ...app, log, clock: systemClock },
    { host, port, publicUrl, allowedHosts, handle: pages.getRequestHandler(), ...(dev ? { hotReload } : {}) },
  );
  const housekeeping = app.startHousekeeping();
  url = web.url;
  // next-auth reads its own address from here, request by request.
  process.env.NEXTAUTH_URL = url;

  const token = await app.auth.createFirstRunToken();
  // After the hash sign: no server and no log in between sees it.
  const signInLink = token === null ? undefined : `${url}/welcome#token=${token}`;
  if (process.send) process.send({ type: 'ready', url, signInLink });
  else console.log(signInLink ? `${url}\n${signInLink}` : url);
  log.info({ url, builtinModel: builtinModel.endpoint.name }, 'web ready');

  let stopping = false;
  const stop = async () => {
    if (stopping) return;
    stopping = true;
    await web.close(DRAIN_MS);
    await housekeeping.stop();
    await pages.close();
    await app.close();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop());
  process.on('disconnect', () => void stop());
}

main().catch((error: unknown) => {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  if (taken) console.error('The port is taken by another program: stop it, or set PORT to another one.');
  else console.error(error instanceof ConfigError ? error.message : error);
  process.exit(1);
});
