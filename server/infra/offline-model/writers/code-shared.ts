import type { Column } from '../facts';
import { camel } from '../subject';
import { quoted, type Work } from './work';

export const TS_TYPE: Record<Column['kind'], string> = {
  integer: 'number',
  decimal: 'number',
  date: 'string',
  boolean: 'boolean',
  text: 'string',
};

export function fieldName(column: Column): string {
  const name = camel(column.name);
  return /^[A-Za-z]/.test(name) ? name : `field${name}`;
}

/** Fields beside the identifier, which the code gives itself. */
export function ownFields(work: Work, entity: string): Column[] {
  const seen = new Set(['id']);
  return work.subject.fields(entity).filter((column) => !seen.has(fieldName(column)) && seen.add(fieldName(column)));
}

/** The requirements that a file serves, as a comment. */
export function servedComment(work: Work, entity: string, mark: string): string {
  const about = work.requirements.filter((one) => new RegExp(entity, 'i').test(one.text));
  const chosen = (about.length > 0 ? about : work.requirements).slice(0, 6);
  return chosen.map((one) => `${mark} ${one.id}: ${quoted(one.text.replace(/\*\//g, ''), 110)}`).join('\n');
}

/** The noun that a task's key, title or prompt is about. */
export function entityFor(work: Work): string {
  const { key, title, prompt } = work.brief;
  for (const text of [key, title, prompt]) {
    const found = work.subject.entities.find((entity) => new RegExp(entity, 'i').test(text));
    if (found) return found;
  }
  return work.subject.entities[0] ?? 'item';
}
