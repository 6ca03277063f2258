/** The table's row for a path, or the methods that the path has, or nothing. */
export type Match<R> = { found: R; params: Record<string, string> } | { allow: string[] } | null;

/** `path` is below `/api/v1` and still percent-encoded. HEAD is answered where GET is. */
export function matchRoute<R extends { method: string; path: string }>(routes: readonly R[], method: string, path: string): Match<R> {
  const segments = path.split('/').map(decoded);
  const allow = new Set<string>();
  for (const route of routes) {
    const params = paramsOf(route.path.split('/'), segments);
    if (!params) continue;
    if (route.method === (method === 'HEAD' ? 'GET' : method)) return { found: route, params };
    allow.add(route.method);
    if (route.method === 'GET') allow.add('HEAD');
  }
  return allow.size > 0 ? { allow: [...allow].sort() } : null;
}

function paramsOf(pattern: readonly string[], segments: readonly (string | null)[]): Record<string, string> | null {
  if (pattern.length !== segments.length) return null;
  const params: Record<string, string> = {};
  for (const [index, part] of pattern.entries()) {
    const segment = segments[index];
    if (segment === null || segment === undefined) return null;
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name !== undefined && segment !== '') params[name] = segment;
    else if (part !== segment) return null;
  }
  return params;
}

function decoded(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}
