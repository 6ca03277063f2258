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

/** The name before a value ("api_key=") says where to look; the value itself goes. */
function keptLead(lead: unknown): string {
  return typeof lead === 'string' && /[:=]/.test(lead) ? lead : '';
}
