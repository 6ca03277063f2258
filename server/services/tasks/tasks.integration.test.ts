import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { listTurnsSchema, type ReadText, readTextSchema, type TurnView } from '@/lib/contracts/task';
import { chain, type Engine, openEngine } from '@/test/engine/open-engine';
import { createTasksService, type TasksService } from './get-task';

/** 4 MB of words in 40 turns of two conversations; letters of two and four bytes, so that bytes and characters differ. */
const TURNS = 40;
const CHARACTERS = 51_200;
const textOf = (turn: number) => `${turn} says: ${'Bérth 🚢 '.repeat(CHARACTERS / 8)}the end of ${turn}`;
const resultOf = (turn: number) => `<result ${turn}> ${'ü'.repeat(30_000)}`;

let engine: Engine;
let tasks: TasksService;
let runId: string;
const key = 'c0';

beforeAll(async () => {
  engine = await openEngine();
  tasks = createTasksService({ db: engine.db, bus: engine.bus, modelFor: () => 'some-model' });
  runId = await engine.create(chain(1));
  const conversations = [1, 2];
  for (const conversation of conversations) {
    await engine.db.query({
      text: `INSERT INTO conversations VALUES ($1, 0, $2, 'You write.', $3, signalbox_now())`,
      values: [runId, conversation, `Read this: ${'x'.repeat(70_000)}`],
    });
  }
  for (let turn = 1; turn <= TURNS; turn++) {
    const conversation = turn <= TURNS / 2 ? 1 : 2;
    const place = [runId, conversation, turn <= TURNS / 2 ? turn : turn - TURNS / 2];
    await engine.db.query({
      text: `INSERT INTO turns (run_id, node, conversation, turn, attempt, epoch, model, text, input_tokens, output_tokens, cost_micro, priced, started_at, finished_at)
        VALUES ($1, 0, $2, $3, $2, $2, 'm', $4, 10, 5, 7, true, signalbox_now(), signalbox_now())`,
      values: [...place, textOf(turn)],
    });
    await engine.db.query({
      text: `INSERT INTO tool_calls VALUES ($1, 0, $2, $3, 0, 'call', 'read_artifact', '{}', 'succeeded', $4)`,
      values: [...place, resultOf(turn)],
    });
  }
});
afterAll(() => engine.close());

const turnsFrom = (cursor?: string, more: object = {}) => tasks.turns(listTurnsSchema.parse({ runId, key, cursor, ...more }));

async function whole(at: Partial<ReadText>): Promise<{ text: string; pieces: number }> {
  let text = '';
  let pieces = 0;
  for (let after: number | null = 0; after !== null; pieces++) {
    const piece = await tasks.text(readTextSchema.parse({ runId, key, conversation: 1, ...at, after }));
    text += piece.text;
    after = piece.next;
  }
  return { text, pieces };
}

describe('a transcript of 4 MB', () => {
  it('does not come at once: the newest page, and the usage of all', async () => {
    const detail = await tasks.get(runId, key);
    expect(JSON.stringify(detail).length).toBeLessThan(700_000);
    expect(detail.turnList.length).toBeLessThan(TURNS);
    expect(detail.turnList.at(-1)).toMatchObject({ conversation: 2, turn: TURNS / 2 });
    expect(detail.turnUsage).toHaveLength(TURNS);
    expect(detail.turnUsage.reduce((sum, turn) => sum + turn.costUsd, 0)).toBeCloseTo(TURNS * 0.000007, 9);
    expect(detail.olderTurns).not.toBeNull();
    expect(detail.conversations[0]).toMatchObject({ userBytes: 70_011, userRest: 60_000, systemRest: null });
  });

  it('pages back to the first turn, each turn once and in order', async () => {
    const detail = await tasks.get(runId, key);
    let seen: TurnView[] = detail.turnList;
    for (let cursor = detail.olderTurns; cursor !== null; ) {
      const page = await turnsFrom(cursor);
      expect(page.items.length).toBeGreaterThan(0);
      seen = [...page.items, ...seen];
      cursor = page.nextCursor;
    }
    expect(seen.map((turn) => `${turn.conversation}.${turn.turn}`)).toEqual(
      Array.from({ length: TURNS }, (_, index) => (index < TURNS / 2 ? `1.${index + 1}` : `2.${index + 1 - TURNS / 2}`)),
    );
    expect(seen[6]).toMatchObject({ textRest: 20_000, textBytes: Buffer.byteLength(textOf(7)) });
    expect(seen[6]?.toolCalls[0]).toMatchObject({ resultRest: 20_000, argumentsRest: null, resultBytes: Buffer.byteLength(resultOf(7)) });
  });

  it('gives the rest of a cut text in pieces that join exactly', async () => {
    const [shown] = (await turnsFrom(undefined, { limit: 1 })).items;
    const last = await whole({ conversation: 2, turn: TURNS / 2, part: 'text' });
    expect(last.text).toBe(textOf(TURNS));
    expect(last.text.startsWith(shown?.text ?? '-')).toBe(true);
    const rest = await tasks.text(
      readTextSchema.parse({ runId, key, conversation: 2, turn: TURNS / 2, part: 'text', after: shown?.textRest ?? 0 }),
    );
    expect((shown?.text ?? '') + rest.text).toBe(textOf(TURNS));
    expect((await whole({ turn: 3, part: 'result' })).text).toBe(resultOf(3));
    expect((await whole({ part: 'user' })).text).toHaveLength(70_011);
  });

  it('one text of 4 MB comes in several pieces', async () => {
    const long = '🚢x'.repeat(2 ** 19);
    const values = [runId, long];
    await engine.db.query({ text: 'UPDATE turns SET text = $2 WHERE run_id = $1 AND conversation = 1 AND turn = 9', values });
    const { text, pieces } = await whole({ turn: 9, part: 'text' });
    expect(text === long).toBe(true);
    expect(pieces).toBe(6);
  });

  it('is narrowed to one attempt', async () => {
    const page = await turnsFrom(undefined, { attempt: 1, limit: 2 });
    expect(page.items.map((turn) => [turn.attempt, turn.turn])).toEqual([
      [1, 19],
      [1, 20],
    ]);
  });

  it('is searched to its last letter, whatever was cut', async () => {
    const found = await tasks.search({ runId, key, q: 'THE END OF 33' });
    expect(found.items).toMatchObject([{ conversation: 2, turn: 13, part: 'text', index: null, matches: 1 }]);
    expect(found.items[0]?.snippet).toContain('the end of 33');
    expect([...(found.items[0]?.snippet ?? '')].slice(found.items[0]?.at).join('')).toMatch(/^the end of 33/);
    expect((await tasks.search({ runId, key, q: '<result 5>' })).items).toMatchObject([{ turn: 5, part: 'result', index: 0 }]);
    expect((await tasks.search({ runId, key, q: '100% sure_' })).items).toEqual([]);
    expect((await tasks.search({ runId, key, q: 'Bérth' })).items[0]?.matches).toBe(CHARACTERS / 8);
  });
});

it('refuses a cursor that is not ours, and a text or task that is not there', async () => {
  await expect(turnsFrom('bm9uc2Vuc2U')).rejects.toMatchObject({ code: 'invalid_input', issues: [{ path: 'cursor' }] });
  await expect(whole({ turn: 99, part: 'text' })).rejects.toMatchObject({ code: 'not_found' });
  await expect(tasks.get(runId, 'nobody')).rejects.toMatchObject({ code: 'not_found' });
});
