import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { createTransport } from 'nodemailer';
import { DeliveryFault, type Mail, type SmtpServer } from '@/server/core/ports/notifier';
import { refusalOf } from '../net/address-policy';

const TIMEOUT_MS = 15_000;

/**
 * The address that a connection goes to: looked at before, so that a name cannot lead to where clouds hand out credentials. A relay beside us is
 * legitimate.
 */
async function addressOf(host: string): Promise<string> {
  const address = isIP(host) ? host : (await lookup(host)).address;
  const refusal = refusalOf(address, 'private');
  if (refusal) throw new DeliveryFault(`${host} may not be called: ${refusal}`);
  return address;
}

/** @throws DeliveryFault */
export async function sendMail(server: SmtpServer, mail: Mail): Promise<void> {
  const { host, port, security, user, password } = server;
  try {
    const transport = createTransport({
      ...{
        host: await addressOf(host),
        port,
        secure: security === 'tls',
        requireTLS: security === 'starttls',
        ignoreTLS: security === 'none',
      },
      tls: { servername: isIP(host) ? undefined : host },
      ...(user ? { auth: { user, pass: password ?? '' } } : {}),
      ...{ connectionTimeout: TIMEOUT_MS, greetingTimeout: TIMEOUT_MS, socketTimeout: TIMEOUT_MS, dnsTimeout: TIMEOUT_MS },
      ...{ disableFileAccess: true, disableUrlAccess: true },
    });
    try {
      await transport.sendMail({
        ...{ from: mail.from, to: mail.to, subject: mail.subject, text: mail.text, html: mail.html },
        messageId: `<${mail.id}@signalbox>`,
        // Says to answering machines that nobody reads their answers.
        headers: { 'Auto-Submitted': 'auto-generated', 'X-Auto-Response-Suppress': 'All' },
      });
    } finally {
      transport.close();
    }
  } catch (error) {
    if (error instanceof DeliveryFault) throw error;
    throw new DeliveryFault(`${host}:${port}: ${error instanceof Error ? error.message : String(error)}`);
  }
}
