const SECRET_SHAPES = [
  /\b(?:sk|pk|rk|gsk|xai|key|glpat|xox[abp])-[A-Za-z0-9_*-]{8,}/g,
  /\b(?:gh[opsu]_|github_pat_|(?:sk|pk|rk)_(?:live|test)_)[A-Za-z0-9_]{8,}/g,
  /\bAKIA[0-9A-Z]{16}\b/g,
  /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*/g,
  /\bBearer\s+[A-Za-z0-9._~+/*=-]{8,}/gi,
  /\bBasic\s+(?=[A-Za-z+/]*\d)[A-Za-z0-9+/]{8,}={0,2}/g,
  /(\b(?:api[_-]?key|authorization|password|passwd|secret|access[_-]?token|client[_-]?secret)["']?\s*[:=]\s*["']?)[^\s"',}]{6,}/gi,
  /(\/\/)[^/\s:@]*:[^/\s@]+@/g,
];

/** Takes whatever looks like a secret out of a text that is stored, logged or shown. */
export function maskSecrets(text: string): string {
  let clean = text;
  for (const shape of SECRET_SHAPES) {
    clean = clean.replace(shape, (_match, lead: unknown) => (lead === '//' ? '//[redacted]@' : `${keptLead(lead)}[redacted]`));
  }
  return clean;
}

/** The same where the length stays: `cover` says what stands in the place of a secret. */
export function coverSecrets(text: string, cover: (secret: string) => string): string {
  return SECRET_SHAPES.reduce(
    (clean, shape) =>
      clean.replace(shape, (match: string, lead: unknown) => {
        const kept = lead === '//' ? '//' : keptLead(lead);
        return kept + cover(match.slice(kept.length));
      }),
    text,
  );
}

/** The name before a value ("api_key=") says where to look; the value itself goes. */
function keptLead(lead: unknown): string {
  return typeof lead === 'string' && /[:=]/.test(lead) ? lead : '';
}

const SECRET_NAME = /^(?:.*[_-])?(?:api[_-]?key|authorization|password|passwd|secret|token|cookie)$/i;

/** The same for every text in a JSON value; what stands under the name of a secret goes whole. */
export function maskSecretsIn(value: unknown): unknown {
  if (typeof value === 'string') return maskSecrets(value);
  if (Array.isArray(value)) return value.map(maskSecretsIn);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [
      key,
      SECRET_NAME.test(key) && typeof inner === 'string' ? '[redacted]' : maskSecretsIn(inner),
    ]),
  );
}
