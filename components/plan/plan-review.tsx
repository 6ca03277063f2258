'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { PlanEditor } from '@/components/runs/new-run/plan-editor';
import { readPlan } from '@/components/runs/new-run/read-plan';
import { Button } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { toast } from '@/components/ui/toast';
import type { RunDetail, RunPlan } from '@/lib/contracts/run';
import type { TaskDraft } from '@/lib/contracts/task';
import type { Issue } from '@/lib/errors';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { checkPlan } from './check-plan';
import type { PlanTasks } from './edit-plan';
import { loadPlanEdit, savePlanEdit } from './plan-draft-storage';
import { PlanForm } from './plan-form';
import { planToJson } from './plan-json';

interface PlanReviewProps {
  run: RunDetail;
  onClose: () => void;
  /** Called once the edit is saved and the run may start. */
  onApprove: () => void;
}

/** The plan of a run that waits for its review, open for editing. */
export function PlanReview(props: PlanReviewProps) {
  const trpc = useTRPC();
  const query = useQuery(trpc.runs.plan.queryOptions({ runId: props.run.id }));
  if (query.data) return <Editor {...props} plan={query.data} onReload={() => void query.refetch()} />;
  if (query.isError) {
    return (
      <ErrorState title="Could not load the plan" onRetry={() => void query.refetch()} retrying={query.isFetching}>
        {explainError(readError(query.error))}
      </ErrorState>
    );
  }
  return (
    <div className="p-5">
      <Skeleton className="h-72" />
    </div>
  );
}

function Editor({ run, plan, onClose, onApprove, onReload }: PlanReviewProps & { plan: RunPlan; onReload: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const [edit, setEdit] = useState(() => loadPlanEdit(run.id) ?? { version: plan.version, tasks: plan.tasks as PlanTasks });
  const [json, setJson] = useState<string | null>(null);
  const [refused, setRefused] = useState<readonly Issue[]>([]);
  const found = useMemo(() => checkPlan(edit.tasks), [edit.tasks]);
  const issues = [...found, ...refused.filter((issue) => !found.some((each) => each.path === issue.path))];
  const isDirty = planToJson(edit.tasks) !== planToJson(plan.tasks);
  const change = (tasks: PlanTasks) => {
    const next = { ...edit, tasks };
    setEdit(next);
    setRefused([]);
    savePlanEdit(run.id, next);
  };
  const take = (from: RunPlan) => {
    setEdit({ version: from.version, tasks: from.tasks });
    setRefused([]);
    setJson(null);
    savePlanEdit(run.id, null);
  };
  const saving = useMutation(
    trpc.runs.setPlan.mutationOptions({
      onSuccess: (saved) => {
        client.setQueryData(trpc.runs.get.queryKey({ runId: run.id }), saved);
        // Checked before it was sent, and taken as it was.
        client.setQueryData(trpc.runs.plan.queryKey({ runId: run.id }), { version: saved.graphVersion, tasks: edit.tasks as TaskDraft[] });
        setEdit({ version: saved.graphVersion, tasks: edit.tasks });
        savePlanEdit(run.id, null);
      },
      onError: (error) => setRefused(readError(error).issues.filter((issue) => issue.path.startsWith('tasks'))),
    }),
  );
  const error = saving.error ? readError(saving.error) : null;
  const isStale = error?.code === 'stale_version' || plan.version > edit.version;
  const save = async (over = false): Promise<boolean> => {
    const baseVersion = over ? Math.max(plan.version, run.graphVersion) : edit.version;
    try {
      await saving.mutateAsync({ runId: run.id, baseVersion, tasks: edit.tasks as TaskDraft[] });
      return true;
    } catch {
      return false;
    }
  };
  const saveAndStart = async () => {
    if (isDirty && !(await save())) return;
    onApprove();
  };
  const backToForm = () => {
    const reading = readPlan(json ?? '');
    if (!reading.tasks) {
      toast.error('The text has problems', { description: 'They stand below it, each at its line.' });
      return;
    }
    change(reading.tasks);
    setJson(null);
  };

  return (
    <section aria-label="Edit the plan" className="flex min-h-0 flex-1 flex-col bg-surface" data-testid="plan-review">
      <header className="flex flex-wrap items-center gap-2 border-line border-y px-4 py-2 sm:px-5">
        <h2 className="min-w-0 flex-1 text-sm">
          Edit the plan{' '}
          <span className="num font-normal text-faint">
            version {edit.version} · {plural(edit.tasks.length, 'task')}
          </span>
        </h2>
        <Button size="sm" aria-pressed={json !== null} onClick={() => (json === null ? setJson(planToJson(edit.tasks)) : backToForm())}>
          {json === null ? 'As JSON' : 'As a form'}
        </Button>
        <Button size="sm" variant="quiet" onClick={onClose}>
          Back to the run
        </Button>
      </header>
      {isStale ? (
        <p role="alert" className="flex flex-wrap items-center gap-2 bg-waiting-soft px-4 py-2 text-sm sm:px-5">
          <span className="min-w-0 flex-1">
            Somebody saved version {Math.max(plan.version, run.graphVersion)} of this plan meanwhile. Yours began at {edit.version}.
          </span>
          <Button size="sm" onClick={onReload}>
            Look for theirs
          </Button>
          <Button size="sm" onClick={() => take(plan)} disabled={plan.version === edit.version}>
            Take theirs
          </Button>
          <Button size="sm" onClick={() => void save(true)} busy={saving.isPending}>
            Save mine over it
          </Button>
        </p>
      ) : error && refused.length === 0 ? (
        <p role="alert" className="bg-failed-soft px-4 py-2 text-sm sm:px-5">
          The plan was not saved. {explainError(error)}
        </p>
      ) : null}
      <div className="min-h-0 flex-1">
        {json === null ? (
          <PlanForm tasks={edit.tasks} issues={issues} onChange={change} />
        ) : (
          <div className="scroll-quiet h-full overflow-y-auto p-4 sm:px-5">
            <PlanEditor text={json} onChange={setJson} serverIssues={refused} />
          </div>
        )}
      </div>
      <footer className="flex flex-wrap items-center gap-2 border-line border-t px-4 py-3 sm:px-5">
        <Button variant="primary" disabled={issues.length > 0 || json !== null} busy={saving.isPending} onClick={() => void saveAndStart()}>
          {isDirty ? 'Save and start' : 'Approve and start'}
        </Button>
        <Button disabled={!isDirty || issues.length > 0 || json !== null} busy={saving.isPending} onClick={() => void save()}>
          Save
        </Button>
        <Button variant="quiet" disabled={!isDirty} onClick={() => take(plan)}>
          Discard changes
        </Button>
        <span className="ml-auto text-xs" aria-live="polite">
          {issues.length > 0 ? (
            <span className="text-failed">
              {plural(issues.length, 'problem')}: {faultWords(issues[0], edit.tasks)}
            </span>
          ) : (
            <span className="text-faint">{isDirty ? 'Not saved yet' : 'As saved'}</span>
          )}
        </span>
      </footer>
    </section>
  );
}

/** A fault by the task's key rather than its number. */
function faultWords(issue: Issue | undefined, tasks: PlanTasks): string {
  const [, number, ...field] = issue?.path.split('.') ?? [];
  return issue ? `${tasks[Number(number)]?.key ?? ''} ${field.join('.')}: ${issue.message}` : '';
}
