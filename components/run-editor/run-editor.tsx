'use client';
import { ReactFlowProvider } from '@xyflow/react';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { GraphSkeleton } from '@/components/run/run-skeleton';
import { useNarrow } from '@/components/run/use-narrow';
import { useSettled } from '@/components/run/use-settled';
import { ErrorState } from '@/components/ui/error-state';
import type { EditableGraph } from '@/lib/contracts/edit';
import type { RunDetail } from '@/lib/contracts/run';
import { explainError, readError } from '@/lib/query/read-error';
import { applyChecked } from './apply-checked';
import { EditCanvas } from './edit-canvas';
import { AbortDialog, LeaveDialog, RemoveDialog } from './edit-dialogs';
import { EditFrame } from './edit-frame';
import { EditOutline } from './edit-outline';
import { indexOf } from './edit-state';
import { createEditStore, type EditStore, useEdit } from './edit-store';
import { SayEditing } from './presence/say-editing';
import { useEditorsToo } from './presence/use-people';
import { Said } from './said';
import { useBaseGraph } from './use-base-graph';
import { useEditCalls } from './use-edit-calls';
import { useEditSession } from './use-edit-session';
import { useLeaveGuard } from './use-leave-guard';

/** The statuses of the run come under the edit at most this often. */
const FOLLOW_EVERY_MS = 250;

interface RunEditorProps {
  run: RunDetail;
  /** The task that was open while the run was watched. */
  openKey: string | null;
  onClose: () => void;
}

/** The graph of a live run under edit. Loaded on its own, when somebody begins. */
export default function RunEditor(props: RunEditorProps) {
  const query = useBaseGraph(props.run.id);
  if (query.isError) {
    return (
      <ErrorState title="Could not load the graph" onRetry={() => void query.refetch()} retrying={query.isFetching}>
        {explainError(readError(query.error))}
      </ErrorState>
    );
  }
  if (!query.data) return <GraphSkeleton />;
  return (
    <ReactFlowProvider>
      <Editor {...props} graph={query.data} reread={() => void query.refetch()} />
    </ReactFlowProvider>
  );
}

interface EditorProps extends RunEditorProps {
  graph: EditableGraph;
  /** Asks for the graph again. */
  reread: () => void;
}

function Editor({ run, openKey, onClose, graph, reread }: EditorProps) {
  const [store] = useState(() => createEditStore({ runId: run.id, base: graph, apply: applyChecked }));
  const calls = useEditCalls(run.id);
  const others = useEditorsToo();
  const tasks = useSettled(run.tasks, FOLLOW_EVERY_MS);
  useEffect(() => store.follow(tasks), [store, tasks]);
  // Somebody else's edit shows in the tasks of the run first.
  const isKnown = useMemo(() => createKnown(tasks), [tasks]);
  const unknown = useEdit(store, ({ base, theirs }) => (theirs === null && !isKnown(base) ? tasks : null));
  const ask = useEffectEvent(reread);
  useEffect(() => {
    if (unknown) ask();
  }, [unknown]);
  useEffect(() => {
    if (graph.version > store.get().base.version) store.takeTheirs(graph);
  }, [store, graph]);
  return (
    <EditFrame run={run} store={store} calls={calls} others={others} onClose={onClose}>
      <SayEditing store={store} />
      <Surface store={store} run={run} openKey={openKey} onClose={onClose} />
    </EditFrame>
  );
}

/** The canvas; on a screen too narrow for it, the outline. */
function Surface({ store, run, openKey, onClose }: RunEditorProps & { store: EditStore }) {
  const section = useRef<HTMLElement>(null);
  const session = useEditSession(store, run, section, openKey);
  const guard = useLeaveGuard(store, onClose);
  const narrow = useNarrow();
  const { removing, setRemoving, question, answer } = session;
  // A dialog gives the focus back to where it was, a moment after it is gone: that may be nowhere any more.
  const focus = () => setTimeout(() => requestAnimationFrame(() => section.current?.focus({ preventScroll: true })), 0);
  // Keys work at once, and a screen reader hears what this is.
  useEffect(() => section.current?.focus({ preventScroll: true }), []);
  return (
    <>
      {narrow ? (
        <EditOutline session={session} section={section} onLeave={guard.leave} />
      ) : (
        <EditCanvas session={session} section={section} onLeave={guard.leave} />
      )}
      {removing ? (
        <RemoveDialog
          store={store}
          keys={removing}
          onClose={() => {
            setRemoving(null);
            focus();
          }}
        />
      ) : null}
      {question ? (
        <AbortDialog
          store={store}
          question={question}
          onAnswer={(abort) => {
            answer(abort);
            focus();
          }}
        />
      ) : null}
      {guard.asking ? <LeaveDialog store={store} onStay={guard.stay} onDiscard={guard.discard} onLeave={guard.go} /> : null}
      <Said store={store} />
    </>
  );
}

/** Whether a base has these tasks: asked at every change of the edit, answered anew for another base. */
function createKnown(tasks: RunDetail['tasks']): (base: EditableGraph) => boolean {
  let last: { base: EditableGraph; answer: boolean } | null = null;
  return (base) => {
    if (last?.base !== base) last = { base, answer: isSameGraph(base, tasks) };
    return last.answer;
  };
}

/** Keys and edges of the run are those of the base; what an edit took away is still in the list. */
function isSameGraph(base: EditableGraph, tasks: RunDetail['tasks']): boolean {
  const known = indexOf(base);
  const present = tasks.filter((task) => !task.removed);
  return (
    present.length === base.tasks.length &&
    present.every(({ key, dependsOn }) => {
      const was = known.get(key)?.dependsOn;
      return was?.length === dependsOn.length && was.every((from) => dependsOn.includes(from));
    })
  );
}
