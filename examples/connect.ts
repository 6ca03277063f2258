import { createClient, type SignalboxClient } from '@/lib/client/create-client';

/** The client of `SIGNALBOX_URL` and `SIGNALBOX_TOKEN`. */
export function connect(): SignalboxClient {
  const token = process.env.SIGNALBOX_TOKEN;
  if (!token) {
    console.error('Set SIGNALBOX_TOKEN to an API token: Settings → API tokens in the console.');
    process.exit(2);
  }
  return createClient({ url: process.env.SIGNALBOX_URL ?? 'http://127.0.0.1:3000', token });
}
