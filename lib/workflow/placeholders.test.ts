import fc from 'fast-check';
import { expect, it } from 'vitest';
import { escapePlaceholders, fillPlaceholders, placeholdersIn } from './placeholders';

const fill = (text: string, values: Record<string, string>) => fillPlaceholders(text, (name) => values[name]);

it.each([
  ['Ship {{inputs.what}} for {{ inputs.whom }}', 'Ship a pier for seals'],
  ['{{inputs.what}}{{inputs.what}}', 'a piera pier'],
  ['keeps {{tasks.survey.outputs.depth}}', 'keeps {{tasks.survey.outputs.depth}}'],
  ['\\{{inputs.what}} is how to write it', '{{inputs.what}} is how to write it'],
  ['\\{{tasks.a.outputs.b}} stays as it is', '\\{{tasks.a.outputs.b}} stays as it is'],
  ["style={{ color: 'red' }} and {{{inputs.what}}}", "style={{ color: 'red' }} and {a pier}"],
])('%s → %s', (text, filled) => {
  expect(fill(text, { what: 'a pier', whom: 'seals' })).toBe(filled);
});

it.each([
  ['a placeholder of an input', '{{inputs.whom}}', '{{inputs.whom}}'],
  ['one of a task', 'x {{tasks.a.outputs.b}}', 'x { {tasks.a.outputs.b}}'],
  ['half of one, completed by the text around it', '{{tasks', '{ {tasks.a.outputs.b}}'],
  ['replacement patterns', "$& $1 $' $`", "$& $1 $' $`"],
])('a value is plain data: %s', (_, value, expected) => {
  const template = value === '{{tasks' ? '{{inputs.what}}.a.outputs.b}}' : '{{inputs.what}}';
  expect(fill(template, { what: value, whom: 'seals' })).toBe(expected);
});

it('whatever the values are, the only placeholders of tasks are those of the template', () => {
  const part = fc.oneof(fc.constantFrom('{', '{{', '}}', 'tasks.', '{{tasks.a.outputs.b}}', '\\', ' ', 'x.y'), fc.string({ maxLength: 4 }));
  const value = fc.array(part, { maxLength: 6 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(value, value, (what, whom) => {
      const text = fill('a {{inputs.what}} {{tasks.t.outputs.o}} {{{inputs.whom}}}', { what, whom });
      expect(placeholdersIn(text).filter(({ isLater }) => isLater)).toEqual([{ name: 'tasks.t.outputs.o', input: null, isLater: true }]);
    }),
    { numRuns: 2_000 },
  );
});

it('what is escaped means itself again once filled', () => {
  const part = fc.oneof(fc.constantFrom('{{', '}}', '{{inputs.a}}', '{{ b.c }}', '\\', '{', 'x'), fc.string({ maxLength: 3 }));
  const text = fc.array(part, { maxLength: 8 }).map((parts) => parts.join(''));
  fc.assert(
    fc.property(text, (own) => {
      expect(fill(escapePlaceholders(own), { a: 'FILLED' })).toBe(own);
    }),
    { numRuns: 2_000 },
  );
});
