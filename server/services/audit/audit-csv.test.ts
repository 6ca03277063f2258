import { expect, it } from 'vitest';
import { csvCell, csvLine } from './audit-csv';

it.each([
  ['plain', 'plain'],
  ['a,b', '"a,b"'],
  ['say "hi"', '"say ""hi"""'],
  ['=HYPERLINK("x")', `"'=HYPERLINK(""x"")"`],
  ['+1', `"'+1"`],
  ['-1', `"'-1"`],
  ['@SUM(A1)', `"'@SUM(A1)"`],
  ['\tx', `"'\tx"`],
  ['\rx', `"'\rx"`],
  ['two\nlines', '"two\nlines"'],
  ['', ''],
])('the cell %j is written %j', (value, cell) => expect(csvCell(value)).toBe(cell));

it('writes one line an entry, with what changed as JSON', () => {
  const target = { kind: 'run', id: 'r', name: '=cmd' };
  const entry = {
    id: '1',
    at: 't',
    actor: 'user:a',
    actorId: 'u',
    action: 'run.budget',
    target,
    before: null,
    after: { b: 1 },
    reason: null,
  };
  expect(csvLine(entry)).toBe(`1,t,user:a,u,run.budget,run,r,"'=cmd",,"{""b"":1}",\r\n`);
});
