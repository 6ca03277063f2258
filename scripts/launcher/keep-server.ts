import { setTimeout as sleep } from 'node:timers/promises';
import { explain } from './explain';

interface Server {
  ended: Promise<void>;
  stop(): Promise<void>;
}

const TRY_AGAIN_AFTER_MS = 1000;

/**
 * Starts an embedded server again, at the same address, whenever it ends without being asked.
 * @returns stops it for good.
 */
export function keepServer(options: { name: string; server: Server; restart: () => Promise<Server> }): () => Promise<void> {
  let current = options.server;
  let stopping = false;
  const watch = async () => {
    for (;;) {
      await current.ended;
      if (stopping) return;
      console.error(`${options.name} ended; starting it again.`);
      current = (await again()) ?? current;
      if (stopping) return;
    }
  };
  const again = async (): Promise<Server | null> => {
    while (!stopping) {
      try {
        return await options.restart();
      } catch (error) {
        console.error(explain(error));
        await sleep(TRY_AGAIN_AFTER_MS);
      }
    }
    return null;
  };
  const watching = watch();
  return async () => {
    stopping = true;
    await current.stop();
    await watching;
    // A restart may have been under way: what it brought is stopped too.
    await current.stop();
  };
}
