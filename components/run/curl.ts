/** Quoted for a POSIX shell. */
const quote = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;

const AUTH = `-H "Authorization: Bearer $SIGNALBOX_TOKEN"`;

/** The call that reads something, with the token left to the shell. `path` is below `/api/v1`. */
export function curlGet(origin: string, path: string): string {
  return `curl -sS ${AUTH} ${quote(`${origin}/api/v1${path}`)}`;
}

/** The call that sends a body. It goes through standard input: an argument could not be as long as a plan. */
export function curlPost(origin: string, path: string, body: unknown): string {
  const json = JSON.stringify(body, null, 2);
  return `curl -sS -X POST ${AUTH} -H 'Content-Type: application/json' --data-binary @- ${quote(`${origin}/api/v1${path}`)} <<'JSON'\n${json}\nJSON`;
}
