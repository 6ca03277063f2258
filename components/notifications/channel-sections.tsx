'use client';
import { PanelSection } from '@/components/settings/panel';
import { SwitchField } from '@/components/settings/switch-field';
import { Field } from '@/components/ui/field';
import { Select } from '@/components/ui/select';
import type { NotificationSecret, NotificationSettings } from '@/lib/contracts/notification';
import type { NotificationDraft, NotificationErrors } from './notification-draft';
import { TestButton } from './test-button';
import { SecretSetting, TextSetting } from './text-fields';

export interface SectionProps {
  settings: NotificationSettings;
  draft: NotificationDraft;
  errors: NotificationErrors;
  onChange: (change: Partial<NotificationDraft>) => void;
}

const SECURITIES = [
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'tls', label: 'TLS' },
  { value: 'none', label: 'None' },
] as const;
const grid = 'grid max-w-[720px] gap-x-5 gap-y-4 sm:grid-cols-2';
const secretOf =
  ({ draft, onChange }: SectionProps, field: NotificationSecret) =>
  (value: string | null | undefined) =>
    onChange({ secrets: { ...draft.secrets, [field]: value } });
const givenBy = (source: string, variable: string) => (source === 'environment' ? variable : null);

export function SlackSection(props: SectionProps) {
  const { settings, draft, errors, onChange } = props;
  const secret = (field: NotificationSecret) => ({
    ...{ field, settings, typed: draft.secrets[field], error: errors[field], onChange: secretOf(props, field) },
  });
  return (
    <PanelSection
      title="Slack"
      hint="An incoming webhook is enough to be told. A bot, with its signing secret, adds buttons that approve and reject."
      actions={<TestButton channel="slack" />}
    >
      <SwitchField
        label="Tell Slack"
        hint="What is of high risk asks for a typed reason, in a form that its buttons open."
        givenBy={givenBy(settings.slackEnabled.source, 'ESCALATION_SLACK_ENABLED')}
        checked={draft.slackEnabled}
        onChange={(slackEnabled) => onChange({ slackEnabled })}
      />
      <div className={grid}>
        <SecretSetting label="Webhook address" hint="https://hooks.slack.com/services/…" {...secret('slackWebhookUrl')} />
        <TextSetting
          label="Channel"
          hint="A bot needs it; a webhook has its own."
          placeholder="#approvals"
          source={settings.slackChannel.source}
          value={draft.slackChannel}
          error={errors.slackChannel}
          onChange={(slackChannel) => onChange({ slackChannel })}
        />
        <SecretSetting label="Bot token" hint="xoxb-…, scopes chat:write, users:read and users:read.email." {...secret('slackBotToken')} />
        <SecretSetting label="Signing secret" hint="Interactivity’s address: /api/slack/interactive." {...secret('slackSigningSecret')} />
      </div>
    </PanelSection>
  );
}

export function MailSection(props: SectionProps) {
  const { settings, draft, errors, onChange } = props;
  const line = (field: 'emailRecipients' | 'emailFrom' | 'smtpHost' | 'smtpPort' | 'smtpUser') => ({
    ...{ source: settings[field].source, value: draft[field], error: errors[field] },
    onChange: (value: string) => onChange({ [field]: value }),
  });
  return (
    <PanelSection
      title="Mail"
      hint="Shared addresses hear of everything that is routed to mail. People choose for themselves in their account."
      actions={<TestButton channel="email" />}
    >
      <SwitchField
        label="Send mail"
        hint="People who may decide get a link that works once."
        givenBy={givenBy(settings.emailEnabled.source, 'ESCALATION_EMAIL_ENABLED')}
        checked={draft.emailEnabled}
        onChange={(emailEnabled) => onChange({ emailEnabled })}
      />
      <div className={grid}>
        <TextSetting label="Shared addresses" hint="Separated by commas." placeholder="team@example.com" {...line('emailRecipients')} />
        <TextSetting
          label="Sender"
          hint="Empty: the account of the mail server."
          placeholder="Signalbox <box@example.com>"
          {...line('emailFrom')}
        />
        <TextSetting label="Mail server" hint="Name or address." placeholder="smtp.example.com" {...line('smtpHost')} />
        <div className="grid grid-cols-2 gap-3">
          <TextSetting label="Port" hint="587, or 465 with TLS." inputMode="decimal" {...line('smtpPort')} />
          <Field label="Security" error={errors.smtpSecurity}>
            {(control) => (
              <Select
                {...control}
                value={draft.smtpSecurity}
                disabled={settings.smtpSecurity.source === 'environment'}
                onValueChange={(smtpSecurity) => onChange({ smtpSecurity })}
                options={[...SECURITIES]}
              />
            )}
          </Field>
        </div>
        <TextSetting label="User" hint="Empty: without signing in." {...line('smtpUser')} />
        <SecretSetting
          label="Password"
          hint="Goes to this mail server alone."
          field="smtpPassword"
          settings={settings}
          typed={draft.secrets.smtpPassword}
          error={errors.smtpPassword}
          onChange={secretOf(props, 'smtpPassword')}
        />
      </div>
    </PanelSection>
  );
}
