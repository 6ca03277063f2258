import type { EditableGraph } from '@/lib/contracts/edit';
import type { RunDetail } from '@/lib/contracts/run';

/** Stands in until the server tells the graph. */
export function useBaseGraph(run: RunDetail): { graph: EditableGraph | undefined; failed: boolean } {
  return {
    failed: false,
    graph: {
      version: 1,
      tasks: run.tasks.map((task) => ({
        key: task.key,
        title: task.title,
        role: task.role,
        kind: task.kind,
        prompt: 'Do it.',
        phase: task.phase ?? null,
        artifactType: null,
        tier: task.tier,
        maxAttempts: task.maxAttempts,
        timeoutSeconds: 900,
        priority: 0,
        sideEffects: 'none',
        outputs: null,
        gate: null,
        branch: null,
        dependsOn: task.dependsOn,
        status: task.status,
        waitingFor: task.waitingFor,
        started: task.startedAt !== null,
        invalidated: task.invalidated,
        resolved: false,
        chosen: null,
      })),
    },
  };
}
