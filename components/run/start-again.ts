import type { useTRPCClient } from '@/lib/trpc/context';
import { curlPost } from './curl';

type Api = ReturnType<typeof useTRPCClient>;

/** The call that starts a run like this one: its goal, budget, inputs and tasks, without what the planner's own was. */
export async function startAgain(api: Api, runId: string): Promise<string> {
  const [run, plan, artifacts] = await Promise.all([
    api.runs.get.query({ runId }),
    api.runs.plan.query({ runId }),
    api.artifacts.list.query({ runId }),
  ]);
  const inputs = await Promise.all(
    artifacts.items
      .filter((artifact) => artifact.taskKey === null)
      .map(async ({ id, name, type }) => ({ name, type, content: (await api.artifacts.get.query({ artifactId: id })).content })),
  );
  return curlPost(window.location.origin, '/runs', {
    goal: run.goal,
    ...(plan.tasks.length > 0 ? { tasks: plan.tasks } : {}),
    ...(inputs.length > 0 ? { inputs } : {}),
    ...(run.budgetUsd === null ? {} : { budgetUsd: run.budgetUsd }),
  });
}
