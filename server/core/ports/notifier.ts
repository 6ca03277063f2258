import type { SmtpSecurity } from '@/lib/contracts/notification';

/** Why a message did not go; its text is fit to be shown. */
export class DeliveryFault extends Error {
  override readonly name = 'DeliveryFault';
  constructor(
    message: string,
    /** Trying again is no use. */
    readonly permanent = false,
    /** The other side named a time. */
    readonly retryAfterMs: number | null = null,
  ) {
    super(message);
  }
}

export interface SmtpServer {
  host: string;
  port: number;
  security: SmtpSecurity;
  user: string | null;
  password: string | null;
}

export interface Mail {
  /** The same at every try, so that a mail that came twice is known. */
  id: string;
  from: string;
  to: string;
  subject: string;
  text: string;
  html: string;
}

export interface SlackMessage {
  text: string;
  /** Of Slack's Block Kit. */
  blocks: readonly Record<string, unknown>[];
}

export interface WebhookCall {
  /** The same at every try. */
  id: string;
  url: string;
  /** `whsec_…` of the Standard Webhooks scheme. */
  secret: string;
  body: string;
  at: Date;
}

/** A private network is called only where `allowPrivate` is. */
export interface Notifier {
  /** @throws DeliveryFault */
  mail(server: SmtpServer, mail: Mail): Promise<void>;
  /** @throws DeliveryFault */
  slackWebhook(to: { url: string; channel: string | null; allowPrivate: boolean }, message: SlackMessage): Promise<void>;
  /** @throws DeliveryFault */
  slackMessage(to: { token: string; channel: string }, message: SlackMessage): Promise<void>;
  /** The e-mail address that Slack vouches for; null: it tells none. @throws DeliveryFault */
  slackEmail(token: string, userId: string): Promise<string | null>;
  /** A form for who pressed; the trigger of a press works for three seconds. @throws DeliveryFault */
  slackOpenView(token: string, triggerId: string, view: object): Promise<void>;
  /** To the address that a press came with. @throws DeliveryFault */
  slackRespond(url: string, answer: object): Promise<void>;
  /** @throws DeliveryFault */
  webhook(call: WebhookCall, options: { allowPrivate: boolean }): Promise<void>;
}
