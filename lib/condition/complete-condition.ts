import { type Path, writePath } from './paths';
import { CONDITION_ROOTS, type ConditionContext, type ConditionName } from './types';

const MAX_NAMES = 500;
const MAX_DEPTH = 4;

/** What an editor can offer for this context: every path that leads somewhere, roots first, near ones before deep ones. */
export function namesIn(context: ConditionContext): ConditionName[] {
  const names: ConditionName[] = [];
  let level: { path: Path; value: unknown }[] = CONDITION_ROOTS.map((root) => ({ path: [root], value: context[root] }));
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const below: typeof level = [];
    for (const { path, value } of level) {
      if (names.length === MAX_NAMES) return names;
      names.push({ path: writePath(path), ...kindOf(value) });
      if (typeof value === 'object' && value !== null && !Array.isArray(value))
        for (const [key, inner] of Object.entries(value)) below.push({ path: [...path, key], value: inner });
    }
    level = below;
  }
  return names;
}

function kindOf(value: unknown): Pick<ConditionName, 'type' | 'example'> {
  if (value === null || value === undefined) return { type: 'nothing', example: null };
  if (Array.isArray(value)) return { type: 'list', example: null };
  if (typeof value === 'object') return { type: 'object', example: null };
  const json = JSON.stringify(value) ?? '';
  const example = json.length > 60 ? `${json.slice(0, 60)}…` : json;
  return { type: typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'true or false' : 'text', example };
}
