/** True where a model answers in JSON instead of prose, whole or as far as it has come: `{…`, `[{…`, `["…`. A link, `[a](b)`, is prose. */
export function isJson(text: string): boolean {
  return /^\s*(\{|\[\s*([{["]|$))/.test(text);
}

/** JSON of one line set for reading; what is laid out already, or broken, as it came. */
export function layOutJson(text: string): string {
  const trimmed = text.trim();
  if (trimmed.includes('\n')) return trimmed;
  try {
    return JSON.stringify(JSON.parse(trimmed), null, 2);
  } catch {
    return trimmed;
  }
}
