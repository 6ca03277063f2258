/**
 * What pages may load: our own, and scripts with this answer's nonce (Next inlines some). Styles may be inline, since React and
 * the graph set them. `host` is the request's, already checked; sockets go there and nowhere else. In development React calls
 * `eval` to name the places of the server's code in its messages; built pages never do.
 */
export function pagePolicy(nonce: string, host: string, development: boolean): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}'${development ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data:",
    "font-src 'self'",
    `connect-src 'self' ws://${host} wss://${host}`,
    "worker-src 'self' blob:",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
    "frame-ancestors 'none'",
  ].join('; ');
}

/** For everything under `/api`: an artifact that is opened as a page can do nothing. */
export const API_POLICY = "default-src 'none'; frame-ancestors 'none'; sandbox";

/** On every answer. `secure`: people come by https. */
export function commonHeaders(secure: boolean): Record<string, string> {
  return {
    'x-content-type-options': 'nosniff',
    'referrer-policy': 'same-origin',
    'x-frame-options': 'DENY',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy': 'camera=(), geolocation=(), microphone=()',
    ...(secure ? { 'strict-transport-security': 'max-age=31536000' } : {}),
  };
}
