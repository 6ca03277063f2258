import type { ExecutionStore, Material } from '@/server/core/ports/task-runner';
import { maskDeep } from '@/server/core/secret/mask-found';
import { listArtifacts, readArtifactByName } from '@/server/repositories/artifact-repository';
import { readConditionContext } from '@/server/repositories/condition-repository';
import { readHeldWords } from '@/server/repositories/quarantine-repository';
import { applyPlan } from './apply-plan';
import { briefTask, toMaterial } from './brief';
import { commitTools, markToolStarted } from './commit-tools';
import { commitTurn, startConversation } from './commit-turn';
import type { ExecutionDeps } from './deps';

/** The durable side of agents' work, on PostgreSQL. */
export function createExecutionStore(deps: ExecutionDeps): ExecutionStore {
  return {
    brief: (task) => briefTask(deps.db, task),
    startConversation: (task, first) => startConversation(deps, task, first),
    commitTurn: (task, turn) => commitTurn(deps, task, turn),
    markToolStarted: (task, at) => markToolStarted(deps, task, at),
    commitTools: (task, at, ...results) => commitTools(deps, task, at, ...results),
    conditionContext: ({ runId, node }, condition) => readConditionContext(deps.db, { runId, node }, condition),
    async listArtifacts(runId) {
      const latest = new Map<string, Omit<Material, 'content'>>();
      for (const { id, taskKey, name, type, version, metadata } of await listArtifacts(deps.db, runId)) {
        if ((latest.get(name)?.version ?? 0) < version) latest.set(name, { artifactId: id, taskKey, name, type, version, metadata });
      }
      return maskDeep([...latest.values()], await readHeldWords(deps.db, runId));
    },
    async readArtifact(runId, name, version) {
      const artifact = await readArtifactByName(deps.db, runId, name, version);
      return artifact && maskDeep(toMaterial(artifact), await readHeldWords(deps.db, runId));
    },
    async checkEdit(task, operations) {
      if (!deps.editDesk) return { ok: false, errors: ['the graph of this run cannot be changed'] };
      const checked = await deps.editDesk.check(task.runId, task.node, operations);
      return checked.ok ? { ...checked, decides: deps.editDesk.decides() } : checked;
    },
    applyPlan: (task, plan) => applyPlan(deps, task, plan),
  };
}
