import { toMicroUsd } from '@/lib/contracts/common';
import { countTasks } from '@/lib/contracts/run';
import { ROLE_DEFINITIONS } from '@/server/core/agent/role-definitions';
import { HAPPEN } from './moments';
import type { Random } from './random';
import type { SeedRows } from './rows';
import type { RunStory } from './story';
import { beginTelling, iso, release, say, type Telling, type ToldTask, writeArtifact } from './telling';

export const SEED_DEFINITIONS = 'seed';

/**
 * Tells a run moment by moment, as the engine would have lived it, and returns its rows. Nothing is RUNNING at the end: no worker
 * holds a seeded task.
 */
export function tellRun(story: RunStory, nowMs: number, random: Random): SeedRows {
  const createdAt = nowMs - story.minutesAgo * 60_000 + random.between(0, 40_000);
  const told = beginTelling(story, createdAt, nowMs, random);
  const planner = story.planFails ?? false;
  for (const document of story.documents) writeArtifact(told, createdAt, null, document);
  const tasks = told.tasks.map(({ node, dependsOn, story: { key } }) => ({ node, key, dependsOn }));
  say(told, createdAt, 'run.created', story.createdBy, null, {
    goal: story.goal,
    planner,
    version: 1,
    tasks,
    inputs: story.documents.length,
  });
  release(told, createdAt);
  while (told.queue.length > 0) {
    told.queue.sort((a, b) => a.at - b.at);
    const moment = told.queue.shift();
    const task = moment && told.tasks[moment.node];
    if (moment && task) HAPPEN[moment.kind](told, moment, task);
  }
  told.rows.runs.push({
    id: told.runId,
    goal: story.goal,
    created_by: story.createdBy,
    created_at: iso(createdAt),
    supervision: 'default',
    planner,
    offline_model: true,
    definition_hash: SEED_DEFINITIONS,
  });
  for (const task of told.tasks) addTask(told, task);
  addHead(told);
  return told.rows;
}

function addHead(told: Telling): void {
  const { story } = told;
  told.rows.run_heads.push({
    run_id: told.runId,
    status: told.status,
    status_reason: told.reason,
    planned: !story.planFails,
    graph_version: 1,
    last_seq: told.seq,
    priority: 0,
    virtual_time: 0,
    ...countTasks(told.tasks),
    spent_micro: told.spentMicro,
    budget_micro: story.budgetUsd === undefined ? null : toMicroUsd(story.budgetUsd),
    unpriced_calls: 0,
    started_at: iso(told.startedAt),
    finished_at: iso(told.endedAt),
  });
}

function addTask({ runId, rows, story, tasks }: Telling, task: ToldTask): void {
  const { node, story: told, dependsOn } = task;
  const open = dependsOn.filter((one) => tasks[one]?.status !== 'SUCCEEDED').length;
  rows.task_specs.push({
    run_id: runId,
    node,
    key: told.key,
    title: told.title,
    role: told.role,
    kind: 'agent',
    prompt: `${told.title}. It serves the goal: ${story.goal}`,
    artifact_type: told.artifact.type,
    tier: ROLE_DEFINITIONS[told.role].tier,
    max_attempts: 3,
    timeout_seconds: 900,
    side_effects: 'none',
    depends_on: dependsOn,
  });
  rows.tasks.push({
    run_id: runId,
    node,
    status: task.status,
    epoch: task.epoch,
    attempt: task.attempt,
    open_edges: open,
    taken_edges: dependsOn.length - open,
    priority: 0,
    lost: 0,
    invalidated: false,
    conversation: task.turns > 0 ? 1 : 0,
    turns: task.turns,
    cost_micro: task.costMicro,
    waiting_for: task.status === 'WAITING' ? 'retry' : null,
    ready_at: iso(task.readyAt),
    started_at: iso(task.startedAt),
    finished_at: iso(task.finishedAt),
    next: tasks.filter((one) => one.dependsOn.includes(node)).map((one) => one.node),
  });
  if (task.status === 'READY' || task.status === 'WAITING') {
    rows.ready_tasks.push({ run_id: runId, rank: 0, node, ready_at: iso(task.readyAt) });
  }
}
