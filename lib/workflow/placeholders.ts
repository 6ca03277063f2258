/**
 * `{{inputs.name}}` is filled when a run starts; `{{tasks.key.outputs.field}}` is left for the tasks themselves. A backslash
 * before the braces makes them plain text. What has another shape (`style={{ color: 'red' }}`) never was a placeholder.
 */
const PLACEHOLDER = /(\\?)\{\{\s*([A-Za-z][\w-]*(?:\.[\w-]+)*)\s*\}\}/g;
/** What would be read as a placeholder later on. */
const LATER = /\{\{\s*tasks\./g;

export interface Placeholder {
  /** As written between the braces. */
  name: string;
  /** Set for `{{inputs.name}}`. */
  input: string | null;
  /** True for `{{tasks.…}}`. */
  isLater: boolean;
}

/** The placeholders of a text, in order; escaped ones are none. */
export function placeholdersIn(text: string): Placeholder[] {
  return [...text.matchAll(PLACEHOLDER)].flatMap(([, backslash, name = '']) => (backslash ? [] : [placeholderOf(name)]));
}

function placeholderOf(name: string): Placeholder {
  const input = /^inputs\.([\w-]+)$/.exec(name)?.[1] ?? null;
  return { name, input, isLater: name.startsWith('tasks.') };
}

/**
 * Fills `{{inputs.name}}`. A value is plain data: no placeholder in it is filled, neither now nor later, which is why
 * `{{tasks.` that a value makes (alone or with the text around it) is pulled apart to `{ {tasks.`.
 */
export function fillPlaceholders(text: string, lookUp: (input: string) => string | undefined): string {
  /** Where the result comes from the template itself. */
  const own: [start: number, end: number][] = [];
  let filled = '';
  let at = 0;
  const copy = (piece: string) => {
    own.push([filled.length, filled.length + piece.length]);
    filled += piece;
  };
  for (const match of text.matchAll(PLACEHOLDER)) {
    const [whole, backslash, name = ''] = match;
    copy(text.slice(at, match.index));
    at = match.index + whole.length;
    const { input, isLater } = placeholderOf(name);
    const value = !backslash && input !== null ? lookUp(input) : undefined;
    if (value !== undefined) filled += value;
    // An escaped one of a task keeps its backslash: what reads it later must not take it for one either.
    else copy(backslash && !isLater ? whole.slice(1) : whole);
  }
  copy(text.slice(at));
  return filled.replace(LATER, (match, start: number) =>
    own.some(([from, to]) => start >= from && start + match.length <= to) ? match : `{ ${match.slice(1)}`,
  );
}

/** Makes a text mean itself: what looks like a placeholder gets a backslash. Those of tasks stay what they are. */
export function escapePlaceholders(text: string): string {
  return text.replace(PLACEHOLDER, (whole, _escape, name: string) => (placeholderOf(name).isLater ? whole : `\\${whole}`));
}
