import type { DecideHold } from '@/lib/contracts/checkpoint';
import type { Page } from '@/lib/contracts/common';
import type { ListTurns, ReadText, TaskDetail, TextPiece, Tier, TranscriptHit, TurnView } from '@/lib/contracts/task';
import type { ListTasks, TaskListItem } from '@/lib/contracts/task-list';
import { AppError } from '@/lib/errors';
import type { Caller } from '@/server/core/access/caller';
import { maskDeep } from '@/server/core/secret/mask-found';
import { maskLive } from '@/server/core/secret/mask-live';
import { readJudgements, readSentBack } from '@/server/repositories/judgement-repository';
import { readOutputs } from '@/server/repositories/outputs-repository';
import { readHeldWords } from '@/server/repositories/quarantine-repository';
import { readTasks } from '@/server/repositories/run-view-repository';
import {
  readAttempts,
  readConversationHeads,
  readSpec,
  readTurnUsage,
  type SpecDetail,
} from '@/server/repositories/task-detail-repository';
import { readTextPiece, searchTexts } from '@/server/repositories/transcript-repository';
import { decideHold, type HoldDeps } from './decide-hold';
import { listTasks } from './list-tasks';
import { pageTurns } from './page-turns';

const TURNS_AT_FIRST = 50;
const PIECE_CHARACTERS = 200_000;
const HITS = 100;

export interface TasksService {
  /** Everything the task drawer shows at first: of a long transcript the newest page. */
  get(runId: string, key: string): Promise<TaskDetail>;
  turns(input: ListTurns): Promise<Page<TurnView>>;
  /** The rest of a text that was cut, piece by piece. */
  text(input: ReadText): Promise<TextPiece>;
  search(input: { runId: string; key: string; q: string }): Promise<{ items: TranscriptHit[]; more: boolean }>;
  /** Tasks of all runs: of those under way, or what ended. */
  list(input: ListTasks): Promise<Page<TaskListItem>>;
  /** @throws AppError not_found, conflict (it does not wait for that) */
  decideHold(input: DecideHold, caller: Caller): Promise<TaskDetail>;
}

/** What a turn is about to write has not been searched yet: until then it is shown like live words. */
function withoutUnsearched(turns: readonly TurnView[]): TurnView[] {
  return turns.map((turn) => {
    if (!turn.toolCalls.some(({ status }) => status === 'requested' || status === 'started')) return turn;
    const calls = turn.toolCalls.map((call) => ({ ...call, arguments: maskLive(call.arguments, 0, true) }));
    return { ...turn, text: maskLive(turn.text, 0, true), toolCalls: calls };
  });
}

export function createTasksService(deps: HoldDeps & { modelFor: (tier: Tier) => string }): TasksService {
  const { db } = deps;
  const specOf = async (runId: string, key: string): Promise<SpecDetail> => {
    const spec = await readSpec(db, runId, key);
    if (!spec) throw new AppError('not_found', `There is no task "${key}" in this run.`);
    return spec;
  };
  /** What agents repeat of what is kept back is masked as well. */
  const maskHeld = async <T>(runId: string, value: T): Promise<T> => maskDeep(value, await readHeldWords(db, runId));
  const get = async (runId: string, key: string): Promise<TaskDetail> => {
    const spec = await specOf(runId, key);
    const task = (await readTasks(db, runId, [spec.node, ...spec.dependsOnNodes])).find((row) => row.node === spec.node);
    if (!task) throw new AppError('not_found', `There is no task "${key}" in this run.`);
    const { node, dependsOnNodes: _dependsOnNodes, revised, ...detail } = spec;
    const page = await pageTurns(db, runId, node, { limit: TURNS_AT_FIRST });
    const shown: TaskDetail = {
      ...task.view,
      ...detail,
      runId,
      outputs: spec.outputsSchema ? ((await readOutputs(db, runId, [key])).get(key) ?? null) : null,
      model: page.items.at(-1)?.model ?? deps.modelFor(task.view.tier),
      conversations: await readConversationHeads(db, runId, node),
      turnList: page.items,
      olderTurns: page.nextCursor,
      turnUsage: await readTurnUsage(db, runId, node),
      attemptList: await readAttempts(db, runId, node),
      judgements: task.view.kind === 'agent' ? [] : await readJudgements(db, runId, node),
      sentBack: revised ? await readSentBack(db, runId, node) : [],
    };
    return maskHeld(runId, { ...shown, turnList: withoutUnsearched(shown.turnList) });
  };
  return {
    list: (input) => listTasks(db, input),
    get,
    async decideHold(input, caller) {
      await specOf(input.runId, input.key);
      await decideHold(deps, input, caller);
      return get(input.runId, input.key);
    },
    async turns({ runId, key, ...page }) {
      const { items, nextCursor } = await pageTurns(db, runId, (await specOf(runId, key)).node, page);
      return maskHeld(runId, { items: withoutUnsearched(items), nextCursor });
    },
    async text({ runId, key, after, ...at }) {
      const { node } = await specOf(runId, key);
      const piece = await readTextPiece(db, { runId, node }, at, { after, length: PIECE_CHARACTERS });
      if (!piece) throw new AppError('not_found', 'There is no such text in this task.');
      const end = after + PIECE_CHARACTERS;
      return { text: await maskHeld(runId, piece.text), next: end < piece.characters ? end : null, characters: piece.characters };
    },
    async search({ runId, key, q }) {
      const hits = await searchTexts(db, runId, (await specOf(runId, key)).node, q, HITS + 1);
      const shown = await maskHeld(runId, hits.slice(0, HITS));
      // A match within what is masked would tell letter by letter what stands there.
      const items = shown.filter(
        (hit, index) => hit.snippet === hits[index]?.snippet || hit.snippet.toLowerCase().includes(q.toLowerCase()),
      );
      return { items, more: hits.length > HITS };
    },
  };
}
