import { z } from 'zod';
import { SMTP_SECURITIES } from '@/lib/contracts/notification';
import type { GivenNotifications } from '@/server/services/notifications/settings';

const flag = z.stringbool({ error: 'must be true or false' }).optional();
const url = z.url({ protocol: /^https?$/, error: 'must be an address such as https://hooks.example.com/…' }).optional();
const email = /^[^\s@<>,;"]+@[^\s@<>,;"]+$/;

/** Where escalations are told; what is left out is the console's. */
export const notificationVariables = {
  ESCALATION_SLACK_ENABLED: flag,
  ESCALATION_SLACK_WEBHOOK_URL: url,
  ESCALATION_SLACK_CHANNEL: z.string().max(200).optional(),
  ESCALATION_SLACK_BOT_TOKEN: z.string().max(500).optional(),
  ESCALATION_SLACK_SIGNING_SECRET: z.string().max(500).optional(),
  ESCALATION_SLACK_API_URL: url,
  ESCALATION_EMAIL_ENABLED: flag,
  ESCALATION_EMAIL_RECIPIENTS: z
    .string()
    .transform((list) => list.split(/[\s,;]+/).filter((one) => one !== ''))
    .pipe(z.array(z.string().regex(email, 'must be e-mail addresses, separated by commas')).max(50))
    .optional(),
  ESCALATION_EMAIL_FROM: z.string().max(300).optional(),
  ESCALATION_SMTP_HOST: z.string().max(300).optional(),
  ESCALATION_SMTP_PORT: z.coerce.number('must be a port').int().min(1).max(65_535).optional(),
  ESCALATION_SMTP_SECURITY: z.enum(SMTP_SECURITIES, { error: 'must be starttls, tls or none' }).optional(),
  ESCALATION_SMTP_USER: z.string().max(300).optional(),
  ESCALATION_SMTP_PASSWORD: z.string().max(500).optional(),
  ESCALATION_WEBHOOK_URL: url,
  ESCALATION_WEBHOOK_SECRET: z
    .string()
    .regex(/^(whsec_)?[A-Za-z0-9+/]{32,}={0,2}$/, 'must be base64 of 24 bytes or more, as Standard Webhooks has it')
    .optional(),
  ESCALATION_ALLOW_PRIVATE_TARGETS: flag,
};
const schema = z.object(notificationVariables);

export interface NotificationConfig {
  given: GivenNotifications;
  /** Slack's Web API, where it is another one. */
  slackApi: string | null;
}

/** Null: nothing is wrong; else which variable is missing. */
export function missingOf(env: z.infer<typeof schema>): string | null {
  const { ESCALATION_WEBHOOK_URL: hook, ESCALATION_WEBHOOK_SECRET: secret } = env;
  if ((hook === undefined) === (secret === undefined)) return null;
  return `${hook ? 'ESCALATION_WEBHOOK_SECRET' : 'ESCALATION_WEBHOOK_URL'}: is missing; a webhook needs both an address and a secret`;
}

export function notificationConfig(env: z.infer<typeof schema>): NotificationConfig {
  const { ESCALATION_WEBHOOK_URL: hook, ESCALATION_WEBHOOK_SECRET: secret } = env;
  const given: Record<string, unknown> = {
    ...{
      slackEnabled: env.ESCALATION_SLACK_ENABLED,
      slackWebhookUrl: env.ESCALATION_SLACK_WEBHOOK_URL,
      slackChannel: env.ESCALATION_SLACK_CHANNEL,
    },
    ...{ slackBotToken: env.ESCALATION_SLACK_BOT_TOKEN, slackSigningSecret: env.ESCALATION_SLACK_SIGNING_SECRET },
    ...{
      emailEnabled: env.ESCALATION_EMAIL_ENABLED,
      emailRecipients: env.ESCALATION_EMAIL_RECIPIENTS,
      emailFrom: env.ESCALATION_EMAIL_FROM,
    },
    ...{ smtpHost: env.ESCALATION_SMTP_HOST, smtpPort: env.ESCALATION_SMTP_PORT, smtpSecurity: env.ESCALATION_SMTP_SECURITY },
    ...{ smtpUser: env.ESCALATION_SMTP_USER, smtpPassword: env.ESCALATION_SMTP_PASSWORD },
    allowPrivateTargets: env.ESCALATION_ALLOW_PRIVATE_TARGETS,
    webhook: hook && secret ? { url: hook, secret } : undefined,
  };
  return {
    given: Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    slackApi: env.ESCALATION_SLACK_API_URL?.replace(/\/+$/, '') ?? null,
  };
}
