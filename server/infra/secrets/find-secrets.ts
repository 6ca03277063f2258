import { OpenRedaction, type PIIPattern, validateIBAN, validateLuhn } from '@openredaction/openredaction';
import { lintSource } from '@secretlint/core';
import { creator } from '@secretlint/secretlint-rule-preset-recommend';
import type { QuarantineFinding } from '@/lib/contracts/artifact';

type Found = Omit<QuarantineFinding, 'line'>;

/** More would help nobody to decide. */
const MAX_FINDINGS = 200;

const PRESET = '@secretlint/secretlint-rule-preset-recommend';
const CONFIG = { rules: [{ id: PRESET, rule: creator, options: {} }] };

/** What secretlint's messages are about, by their ids; it has the value itself in its own words. */
const WORDS: Record<string, string> = {
  AWSSecretAccessKey: 'An AWS secret access key',
  AWSAccessKeyID: 'An AWS access key',
  GITHUB_TOKEN: 'A GitHub token',
  SLACK_TOKEN: 'A Slack token',
  IncomingWebhook: 'The address of a Slack webhook',
  PrivateKey: 'A private key',
  PostgreSQLConnection: 'A PostgreSQL address with its password',
  MySQLConnection: 'A MySQL address with its password',
  MongoDBConnection: 'A MongoDB address with its password',
  BasicAuth: 'An address with a password',
};

async function secretsIn(content: string): Promise<Found[]> {
  const source = { content, filePath: 'artifact', ext: '', contentType: 'text' as const };
  const { messages } = await lintSource({ source, options: { config: { ...CONFIG }, noPhysicFilePath: true } });
  return messages.flatMap(({ ruleId, messageId, range, data }) => {
    const [start, end] = placeOf(content, range[0], range[1], data);
    if (isPlaceholder(content.slice(start, end))) return [];
    const rule = ruleId.replace(/^.*secretlint-rule-/, '').replaceAll('-', '_');
    return [{ rule: `${rule}/${messageId}`, kind: 'secret' as const, message: WORDS[messageId] ?? `A secret (${rule})`, start, end }];
  });
}

/** Some rules say where the assignment begins and how long its value is: the value itself is looked for behind that. */
function placeOf(content: string, start: number, end: number, data: unknown): [number, number] {
  const values = data !== null && typeof data === 'object' ? Object.values(data).filter((value) => typeof value === 'string') : [];
  const near = content.slice(start, end + 200);
  for (const value of values.sort((a, b) => b.length - a.length)) {
    const at = value.length >= 8 ? near.indexOf(value) : -1;
    if (at >= 0) return [start + at, Math.max(start + at + value.length, at === 0 ? end : 0)];
  }
  return [start, end];
}

const PASSWORD_OF = /^[a-z][a-z0-9+.-]*:\/\/[^:/?#@\s]*:([^@\s]+)@([^/:?#\s]*)/i;
const LOCAL =
  /^(127\.[\d.]+|0\.0\.0\.0|\[::1\]|host\.docker\.internal|db|database|postgres(ql)?|mysql|mariadb|mongo(db)?|redis|host(name)?)$|(^|\.)(example|test|invalid|local|localhost)(\.|$)/i;
const STAND_IN =
  /^(pass(word|wd)?|secret|changeme|change[-_]me|user(name)?|admin|root|postgres|mysql|mongo|redis|app|test|example|dev|your.*|my.*|some.*|x+|\*+|\.+|\$?[{<(%[].*)$/i;

/** An address of documentation: of this machine, or with a password that is none. */
function isPlaceholder(value: string): boolean {
  const [, password, host] = PASSWORD_OF.exec(value) ?? [];
  return password !== undefined && (STAND_IN.test(password) || LOCAL.test(host ?? ''));
}

interface Kind extends Pick<PIIPattern, 'regex' | 'validator'> {
  kind: Found['kind'];
  message: string;
}

const digits = (value: string): string => value.replace(/\D/g, '');
/** Networks by their first digits: any other number that happens to have a valid check digit is none. */
const CARD =
  /^(4\d{15}|5[1-5]\d{14}|2(22[1-9]|2[3-9]\d|[3-6]\d{2}|7[01]\d|720)\d{12}|3[47]\d{13}|6(011|5\d{2})\d{12}|35(2[89]|[3-8]\d)\d{12})$/;
const isSsn = (value: string): boolean => /^(?!000|666|9)\d{3}(?!00)\d{2}(?!0000)\d{4}$/.test(digits(value).slice(-9));

const KINDS: Record<string, Kind> = {
  card_number: {
    kind: 'personal',
    message: 'A card number (its check digit is right)',
    regex: /(?<![\w.-])(?:\d{15,16}|\d{4}(?: \d{4}){3}|\d{4}(?:-\d{4}){3}|3\d{3} \d{6} \d{5}|3\d{3}-\d{6}-\d{5})(?![\w-]|\.\d)/g,
    validator: (value) => CARD.test(digits(value)) && validateLuhn(value),
  },
  iban: {
    kind: 'personal',
    message: 'A bank account (IBAN)',
    regex: /(?<!\w)[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){2,7}(?: ?[A-Z0-9]{1,3})?(?!\w)/g,
    validator: (value) => validateIBAN(value),
  },
  us_social_security_number: {
    kind: 'personal',
    message: 'A US social security number',
    regex: /\b(?:SSN|social security(?: number| no\.?)?)["']?[\s:=#]{1,4}["']?(\d{3}[- ]?\d{2}[- ]?\d{4})\b/gi,
    validator: isSsn,
  },
  uk_national_insurance_number: {
    kind: 'personal',
    message: 'A UK national insurance number',
    regex: /\b(?:NINO|national insurance(?: number| no\.?)?)["']?[\s:=#]{1,4}["']?([A-CEGHJ-PR-TW-Z]{2} ?\d{2} ?\d{2} ?\d{2} ?[A-D])\b/gi,
  },
  german_tax_id: {
    kind: 'personal',
    message: 'A German tax id',
    regex: /\b(?:steuer-?(?:id|identifikationsnummer)|idnr\.?)["']?[\s:=#]{1,4}["']?(\d{2} ?\d{3} ?\d{3} ?\d{3})\b/gi,
  },
  passport: {
    kind: 'personal',
    message: 'The lines of a passport that machines read',
    regex: /P<[A-Z]{3}[A-Z<]{39}\r?\n[A-Z0-9<]{9}\d[A-Z]{3}\d{7}[MF<]\d{7}[A-Z0-9<]{14}\d\d?/g,
  },
  private_key: {
    kind: 'secret',
    message: 'A private key',
    regex:
      /-----BEGIN (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----[^-]{16,12000}(?:-----END (?:[A-Z]{2,10} ){0,2}PRIVATE KEY(?: BLOCK)?-----)?/g,
    validator: (value) => /[A-Za-z0-9+/]{16,}/.test(value),
  },
  aws_access_key: { kind: 'secret', message: 'An AWS access key', regex: /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b/g },
  stripe_key: { kind: 'secret', message: 'A live Stripe key', regex: /\b[sr]k_live_[0-9a-zA-Z]{16,}\b/g },
  google_api_key: { kind: 'secret', message: 'A Google API key', regex: /\bAIza[0-9A-Za-z_-]{35}\b/g },
  github_token: { kind: 'secret', message: 'A GitHub token', regex: /\b(?:gh[pousr]_[A-Za-z0-9]{36,}|github_pat_[A-Za-z0-9_]{50,})\b/g },
  gitlab_token: { kind: 'secret', message: 'A GitLab token', regex: /\bglpat-[A-Za-z0-9_-]{20,}\b/g },
  pypi_token: { kind: 'secret', message: 'A PyPI token', regex: /\bpypi-[A-Za-z0-9_-]{100,}\b/g },
};

const patterns = Object.entries(KINDS).map(
  ([type, { regex, validator }]): PIIPattern => ({
    type,
    regex,
    priority: 1,
    placeholder: `[${type}]`,
    ...(validator ? { validator } : {}),
  }),
);

/** Only what is surely secret or personal: patterns with checks, no names, no e-mail addresses, no numbers that could be anything. */
function createDetector(): (content: string) => Promise<Found[]> {
  const redaction = new OpenRedaction({
    patterns: ['nothing of its own'],
    customPatterns: patterns,
    enableContextAnalysis: false,
    deterministic: false,
  });
  return async (content) => {
    const { detections } = await redaction.detect(content);
    return detections.flatMap(({ type, position: [start, end] }) => {
      const known = KINDS[type];
      return known ? [{ rule: type, kind: known.kind, message: known.message, start, end }] : [];
    });
  };
}

/** Returns what searches a text: ordered, without overlaps. */
export function createFinder(): (content: string) => Promise<QuarantineFinding[]> {
  const detect = createDetector();
  return async (content) => inPlaces(content, [...(await secretsIn(content)), ...(await detect(content))]);
}

function inPlaces(content: string, found: readonly Found[]): QuarantineFinding[] {
  const places: QuarantineFinding[] = [];
  let [line, at] = [1, 0];
  for (const one of [...found].sort((a, b) => a.start - b.start || b.end - a.end)) {
    const last = places.at(-1);
    if (last && one.start < last.end) {
      last.end = Math.max(last.end, one.end);
      continue;
    }
    if (places.length === MAX_FINDINGS) break;
    for (let next = content.indexOf('\n', at); next >= 0 && next < one.start; next = content.indexOf('\n', at)) {
      line += 1;
      at = next + 1;
    }
    places.push({ ...one, line });
  }
  return places;
}
