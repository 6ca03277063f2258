import type { EditableGraph, EditableTask, EditForecast } from '@/lib/contracts/edit';
import { type Expectation, type Expected, expectationsFrom, type MeanRow } from './expect-task';
import { type Above, inOrder } from './in-order';
import { possibleWorlds, shareOf, type Worlds } from './possible-worlds';

type Side = EditForecast['before'];
/** What tasks that are under way have come to so far, by key. */
export type Progress = ReadonlyMap<string, Expected>;

/** A task that has gone on for longer than like ones is not done for that: this part of the mean is taken to be left of it. */
const LEAST_LEFT = 0.1;

/**
 * What is still to come of two graphs, the one before an edit and the one behind it. Cost is the sum over what has not ended. Seconds
 * are those of the longest path: how many slots workers have is not known here, so it takes at least as long. A person's time is not in it.
 */
export function forecastOf(
  before: EditableGraph,
  after: EditableGraph,
  means: readonly MeanRow[],
  progress: Progress = new Map(),
): EditForecast {
  const expect = expectationsFrom(means);
  const sides = [before, after].map((graph) => forecastSide(graph.tasks, expect, progress)) as [Counted, Counted];
  const { measured, assumed } = sides[1];
  return { before: sides[0].side, after: sides[1].side, measured, assumed };
}

interface Counted {
  side: Side;
  measured: number;
  assumed: number;
}

function forecastSide(given: readonly EditableTask[], expect: (task: EditableTask) => Expectation, progress: Progress): Counted {
  const { tasks, above } = inOrder(given);
  const worlds = possibleWorlds(tasks, above);
  const counted = { costUsd: 0, measured: 0, assumed: 0 };
  const left = new Float64Array(tasks.length);
  for (const [at, task] of tasks.entries()) {
    if (!isToCome(task)) continue;
    const expected = expect(task);
    const { costUsd, seconds } = leftOf(task, expected, progress.get(task.key));
    left[at] = seconds;
    counted.costUsd += costUsd * shareOf(worlds.masks[at] ?? 0, worlds.count);
    if (expected.measured !== null) counted[expected.measured ? 'measured' : 'assumed'] += 1;
  }
  const { costUsd, measured, assumed } = counted;
  const seconds = Math.round(meanLongest(above, left, worlds));
  return { side: { costUsd: wholeMicros(costUsd), seconds, longestPath: longest(above) }, measured, assumed };
}

/** Over all worlds: what does not run in one takes no time there. */
function meanLongest(above: Above, left: Float64Array, { count, masks }: Worlds): number {
  const weights = new Float64Array(left.length);
  let sum = 0;
  for (let world = 0; world < count; world += 1) {
    const bit = 1 << world;
    for (let at = 0; at < weights.length; at += 1) weights[at] = ((masks[at] ?? 0) & bit) === 0 ? 0 : (left[at] ?? 0);
    sum += longest(above, weights);
  }
  return sum / count;
}

const isToCome = ({ status }: EditableTask): boolean =>
  status === 'PENDING' || status === 'READY' || status === 'RUNNING' || status === 'WAITING';

function leftOf(task: EditableTask, expected: Expected, soFar: Expected | undefined): Expected {
  // It has judged; what is left is a person's word.
  if (task.status === 'WAITING' && task.waitingFor === 'decision') return { costUsd: 0, seconds: 0 };
  const isUnderWay = task.started && (task.status === 'RUNNING' || task.status === 'WAITING');
  if (!soFar || !isUnderWay) return expected;
  const rest = (all: number, done: number) => Math.max(all * LEAST_LEFT, all - done);
  return { costUsd: rest(expected.costUsd, soFar.costUsd), seconds: rest(expected.seconds, soFar.seconds) };
}

/** The weight of the heaviest path; without weights, its tasks. */
function longest({ first, edges }: Above, weights?: Float64Array): number {
  const upTo = new Float64Array(first.length - 1);
  let most = 0;
  for (let at = 0; at < upTo.length; at += 1) {
    let heaviest = 0;
    const end = first[at + 1] ?? 0;
    for (let edge = first[at] ?? 0; edge < end; edge += 1) {
      const weight = upTo[edges[edge] ?? 0] ?? 0;
      if (weight > heaviest) heaviest = weight;
    }
    const weight = heaviest + (weights ? (weights[at] ?? 0) : 1);
    upTo[at] = weight;
    if (weight > most) most = weight;
  }
  return most;
}

const wholeMicros = (usd: number): number => Math.round(usd * 1_000_000) / 1_000_000;
