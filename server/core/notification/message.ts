import type { EscalationView } from '@/lib/contracts/escalation';
import type { NotificationKind } from '@/lib/contracts/notification';
import { maskSecrets } from '../secret/mask-secrets';
import { saidTime } from './local-time';

/** What a message says of an escalation: never its evidence, which may hold what is kept back. */
export type NoticeFacts = Pick<
  EscalationView,
  | ('id' | 'runId' | 'runGoal' | 'taskKey' | 'type' | 'tier' | 'priority' | 'status' | 'title' | 'description' | 'askedBy' | 'createdAt')
  | ('deadlineAt' | 'defaultDecision' | 'assignedTo' | 'approvalsNeeded' | 'decision' | 'decidedBy' | 'note' | 'blocks' | 'askedBack')
>;

export interface Notice {
  kind: NotificationKind;
  facts: NoticeFacts;
  /** Where it is decided by somebody who is signed in. */
  url: string;
  /** For one person, once, without signing in; null: there is none. */
  decideUrl: string | null;
  timeZone: string;
}

const MAX_DESCRIPTION = 1_500;
const MAX_GOAL = 200;
const cut = (text: string, max: number): string => (text.length > max ? `${text.slice(0, max - 1)}…` : text);
/** One line, whatever somebody or a model wrote: a subject with a line break would be a header more. */
const line = (text: string): string => maskSecrets(text).replace(/\s+/g, ' ').trim();

const BEGINNINGS: Record<NotificationKind, string> = {
  opened: 'Decision needed',
  moved: 'Decision needed',
  reminder: 'Reminder',
  decided: 'Decided',
  assigned: 'Assigned to you',
  asked: 'Question for you',
};

const DEFAULTS: Record<EscalationView['defaultDecision'], string> = {
  reject: 'it is rejected',
  retry: 'it is tried again',
  pause: 'what waits for it goes on waiting',
};

export function subjectOf({ kind, facts }: Pick<Notice, 'kind' | 'facts'>): string {
  return cut(`[${facts.priority}] ${BEGINNINGS[kind]}: ${line(facts.title)}`, 200);
}

/** Null where it may tell what is kept back. */
export function tellableDescription({ type, description }: Pick<NoticeFacts, 'type' | 'description'>): string | null {
  return type === 'sensitive_data' ? null : cut(maskSecrets(description), MAX_DESCRIPTION);
}

/** Label and value, in the order of reading. */
export function linesOf({ kind, facts, timeZone }: Notice): [label: string, value: string][] {
  const { deadlineAt, decidedBy, decision, note, askedBack } = facts;
  const of = (label: string, value: string | null | undefined): [string, string][] => (value ? [[label, value]] : []);
  const until = deadlineAt && `${DEFAULTS[facts.defaultDecision]} at ${saidTime(new Date(deadlineAt), timeZone)}`;
  return [
    ...of('Run', cut(line(facts.runGoal), MAX_GOAL)),
    ...of('Task', facts.taskKey),
    ...of('Kind', facts.type.replaceAll('_', ' ')),
    ...of('Waits behind it', facts.blocks > 0 ? `${facts.blocks} task${facts.blocks === 1 ? '' : 's'}` : null),
    ...of('Question', kind === 'asked' && askedBack ? cut(maskSecrets(askedBack.question), MAX_DESCRIPTION) : null),
    ...(facts.status === 'OPEN'
      ? of('If nobody decides', until)
      : [
          ...of('Decision', `${decision ?? facts.status}${decidedBy ? ` by ${decidedBy}` : ''}`),
          ...of('Reason', note && maskSecrets(note)),
        ]),
  ];
}

export function textOf(notice: Notice): string {
  const description = tellableDescription(notice.facts);
  return [
    line(notice.facts.title),
    '',
    ...(description ? [description, ''] : []),
    ...linesOf(notice).map(([label, value]) => `${label}: ${value}`),
    '',
    ...(notice.decideUrl ? [`Look at it and decide (once, for you alone): ${notice.decideUrl}`] : []),
    `Open it in Signalbox: ${notice.url}`,
  ].join('\n');
}

const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (sign) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' })[sign] ?? sign);

const button = (href: string, label: string, strong: boolean): string =>
  `<a href="${escapeHtml(href)}" style="display:inline-block;margin:0 8px 8px 0;padding:10px 16px;border-radius:6px;text-decoration:none;font-weight:600;${
    strong ? 'background:#1f2937;color:#ffffff' : 'background:#eef0f3;color:#1f2937'
  }">${escapeHtml(label)}</a>`;

/** Without pictures, scripts or style sheets: what mail programs all show. */
export function htmlOf(notice: Notice): string {
  const { facts, decideUrl, url } = notice;
  const description = tellableDescription(facts);
  const rows = linesOf(notice).map(
    ([label, value]) =>
      `<tr><td style="padding:4px 16px 4px 0;color:#6b7280;vertical-align:top;white-space:nowrap">${escapeHtml(label)}</td><td style="padding:4px 0">${escapeHtml(value)}</td></tr>`,
  );
  return page(
    [
      `<p style="margin:0 0 4px;color:#6b7280;font-size:13px">${escapeHtml(BEGINNINGS[notice.kind])} · ${facts.priority}</p>`,
      `<h1 style="margin:0 0 12px;font-size:18px;line-height:1.35">${escapeHtml(line(facts.title))}</h1>`,
      description ? `<p style="margin:0 0 16px;white-space:pre-wrap">${escapeHtml(description)}</p>` : '',
      `<table style="border-collapse:collapse;margin:0 0 20px;font-size:14px">${rows.join('')}</table>`,
      decideUrl ? button(decideUrl, 'Look at it and decide', true) : '',
      button(url, 'Open in Signalbox', decideUrl === null),
      decideUrl
        ? '<p style="margin:12px 0 0;color:#6b7280;font-size:12px">The first link is for you alone and works once. Looking decides nothing.</p>'
        : '',
    ].join(''),
  );
}

const page = (body: string): string =>
  `<!doctype html><html lang="en"><body style="margin:0;padding:24px;background:#f6f7f9;color:#111827;font-family:system-ui,sans-serif"><div style="max-width:560px;margin:0 auto;padding:24px;background:#ffffff;border:1px solid #e5e7eb;border-radius:8px">${body}</div></body></html>`;

/** What came together, in one mail. */
export function digestOf(notices: readonly Notice[]): { subject: string; text: string; html: string } {
  const open = notices.filter(({ facts }) => facts.status === 'OPEN').length;
  const subject = `${notices.length} notice${notices.length === 1 ? '' : 's'} from Signalbox, ${open} to decide`;
  const html = notices.map(
    (notice) =>
      `<li style="margin:0 0 14px"><a href="${escapeHtml(notice.url)}" style="color:#1f2937;font-weight:600">${escapeHtml(subjectOf(notice))}</a><br><span style="color:#6b7280;font-size:13px">${linesOf(
        notice,
      )
        .map(([label, value]) => escapeHtml(`${label}: ${value}`))
        .join('<br>')}</span></li>`,
  );
  const text = notices.map((notice) =>
    [`* ${subjectOf(notice)}`, ...linesOf(notice).map(([label, value]) => `  ${label}: ${value}`), `  ${notice.url}`].join('\n'),
  );
  return { subject, text: text.join('\n\n'), html: page(`<ul style="margin:0;padding:0 0 0 18px">${html.join('')}</ul>`) };
}
