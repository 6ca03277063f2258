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

/** `EXP-1` → `EXP_1_`: what the names of its limits begin with. */
export const limitPrefix = (id: string): string => `${id.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase()}_`;

/** The figures that rules set, as named values with the rule beside each. */
export function limitConstants(work: Work): string {
  const names = new Set<string>();
  const lines = work.requirements.flatMap((one) =>
    work.figures
      .filter(({ statement }) => statement.text === one.text)
      .flatMap(({ figure }) => {
        const value = Number(
          figure
            .replace(/^[^\d]+/, '')
            .replace(/,(?=\d{3})/g, '')
            .match(/^\d+(\.\d+)?/)?.[0],
        );
        const unit = figure
          .replace(/[\d.,\s]+/g, ' ')
          .trim()
          .replace('%', 'percent')
          .replace('$', 'usd')
          .replace('€', 'eur')
          .replace('£', 'gbp');
        const name = `${limitPrefix(one.id)}${unit.replace(/[^A-Za-z0-9]+/g, '_').toUpperCase() || 'LIMIT'}`;
        if (Number.isNaN(value) || names.has(name)) return [];
        names.add(name);
        return [`/** ${one.id}: ${quoted(one.text.replace(/\*\//g, ''), 110)} */\nexport const ${name} = ${value};`];
      }),
  );
  return lines.slice(0, 8).join('\n');
}
