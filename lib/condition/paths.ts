import type { ASTNode } from '@marcbachmann/cel-js';

/** A name with its fields, as far as the text of a condition alone tells: `outputs.a["b-c"].list[0]`. */
export type Path = [root: string, ...segments: (string | number)[]];

const WORD = /^[A-Za-z_][A-Za-z0-9_]*$/;

export function writePath([root, ...segments]: Path): string {
  return segments.reduce<string>(
    (text, segment) =>
      typeof segment === 'number'
        ? `${text}[${segment}]`
        : WORD.test(segment)
          ? `${text}.${segment}`
          : `${text}[${JSON.stringify(segment)}]`,
    root,
  );
}

/** The path that a node spells; null where a part of it is computed. */
export function pathOf(node: ASTNode): Path | null {
  const segments: (string | number)[] = [];
  let at: ASTNode = node;
  while (at.op === '.' || at.op === '[]') {
    const segment = at.op === '.' ? at.args[1] : literalOf(at.args[1]);
    if (segment === null) return null;
    segments.unshift(segment);
    at = at.args[0];
  }
  return at.op === 'id' ? [at.args, ...segments] : null;
}

function literalOf(node: ASTNode): string | number | null {
  if (node.op !== 'value') return null;
  if (typeof node.args === 'string') return node.args;
  return typeof node.args === 'bigint' ? Number(node.args) : null;
}

/** What stands at a path; undefined where nothing does. Names of the object's own only. */
export function valueAt(context: object, path: readonly (string | number)[]): unknown {
  let value: unknown = context;
  for (const segment of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, segment)) return undefined;
    value = (value as Record<string | number, unknown>)[segment];
  }
  return value;
}
