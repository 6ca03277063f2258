import type { TaskDetail, Tier } from '@/lib/contracts/task';
import { AppError } from '@/lib/errors';
import type { Tx } from '@/server/infra/db/tx';
import { readOutputs } from '@/server/repositories/outputs-repository';
import { readTasks } from '@/server/repositories/run-view-repository';
import { readAttempts, readConversationHeads, readSpec, readTurnViews } from '@/server/repositories/task-detail-repository';

export interface TasksService {
  /** Everything the task drawer shows. */
  get(runId: string, key: string): Promise<TaskDetail>;
}

export function createTasksService(deps: { db: Tx; modelFor: (tier: Tier) => string }): TasksService {
  return {
    async get(runId, key) {
      const spec = await readSpec(deps.db, runId, key);
      const task = spec && (await readTasks(deps.db, runId, [spec.node, ...spec.dependsOnNodes])).find((row) => row.node === spec.node);
      if (!spec || !task) throw new AppError('not_found', `There is no task "${key}" in this run.`);
      const { node, dependsOnNodes: _dependsOnNodes, ...detail } = spec;
      const turnList = await readTurnViews(deps.db, runId, node);
      return {
        ...task.view,
        ...detail,
        runId,
        outputs: spec.outputsSchema ? ((await readOutputs(deps.db, runId, [key])).get(key) ?? null) : null,
        model: turnList.at(-1)?.model ?? deps.modelFor(task.view.tier),
        conversations: await readConversationHeads(deps.db, runId, node),
        turnList,
        attemptList: await readAttempts(deps.db, runId, node),
      };
    },
  };
}
