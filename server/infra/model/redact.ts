const SECRET_SHAPES = [
  /\b(sk|pk|rk|gsk|xai|key)-[A-Za-z0-9_*-]{8,}/g,
  /\bBearer\s+[A-Za-z0-9._~+/*=-]{8,}/gi,
  /(\bapi[_-]?key["']?\s*[:=]\s*["']?)[^\s"',}]{6,}/gi,
  /(\/\/)[^/\s:@]+:[^/\s@]+@/g,
];

/** Takes the given secrets, and whatever looks like one, out of a text that is stored, logged or shown. */
export function createRedactor(secrets: (string | null)[]): (text: string) => string {
  const known = secrets.filter((secret): secret is string => secret !== null && secret.length >= 4);
  return (text) => {
    let clean = text;
    for (const secret of known) clean = clean.replaceAll(secret, '[redacted]');
    for (const shape of SECRET_SHAPES) {
      clean = clean.replace(shape, (_match, lead: unknown) => (lead === '//' ? '//[redacted]@' : `${keptLead(lead)}[redacted]`));
    }
    return clean;
  };
}

/** The name before a value ("api_key=") says where to look; the value itself goes. */
function keptLead(lead: unknown): string {
  return typeof lead === 'string' && /[:=]/.test(lead) ? lead : '';
}
