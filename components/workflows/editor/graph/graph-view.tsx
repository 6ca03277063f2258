'use client';
import { useQuery } from '@tanstack/react-query';
import { ReactFlowProvider } from '@xyflow/react';
import { Redo2, Undo2 } from 'lucide-react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { GraphSkeleton } from '@/components/run/run-skeleton';
import { useNarrow } from '@/components/run/use-narrow';
import { applyChecked } from '@/components/run-editor/apply-checked';
import { createViews } from '@/components/run-editor/draft-views';
import { EditCanvas } from '@/components/run-editor/edit-canvas';
import { RemoveDialog } from '@/components/run-editor/edit-dialogs';
import { EditOutline } from '@/components/run-editor/edit-outline';
import { countChanges } from '@/components/run-editor/edit-state';
import { createEditStore, type EditStore, useEdit } from '@/components/run-editor/edit-store';
import { EditorPanel } from '@/components/run-editor/panel/editor-panel';
import { PanelContext } from '@/components/run-editor/panel/panel-context';
import { createUnstaged } from '@/components/run-editor/panel/unstaged';
import { Said } from '@/components/run-editor/said';
import { useEditSession } from '@/components/run-editor/use-edit-session';
import { Button } from '@/components/ui/button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import type { TaskDraftInput } from '@/lib/contracts/task';
import { plural } from '@/lib/format/count';
import type { ApplyEdit } from '@/lib/graph-edit/types';
import { useTRPC } from '@/lib/trpc/context';
import { draftsAfter, type TierOf, templateGraph } from './drafts-after';

const MAX_TASKS = 1_000;

interface GraphViewProps {
  tasks: readonly TaskDraftInput[];
  onChange: (tasks: TaskDraftInput[]) => void;
  /** What was typed and cannot be taken over, in words: it has to be mended before anything is saved. */
  onUnsettled: (words: readonly string[]) => void;
}

/** A workflow's tasks in the editor of live runs. Each step becomes the workflow's at once; saving is the page's own. */
export default function GraphView(props: GraphViewProps) {
  const trpc = useTRPC();
  const agents = useQuery({ ...trpc.agents.list.queryOptions({ limit: 200 }), staleTime: 60_000 });
  if (agents.isPending) return <GraphSkeleton />;
  // Without the roles a task that says no tier is shown as "standard".
  const tierOf: TierOf = Object.fromEntries((agents.data?.items ?? []).map(({ role, tier }) => [role, tier]));
  return (
    <ReactFlowProvider>
      <Editor {...props} tierOf={tierOf} />
    </ReactFlowProvider>
  );
}

function Editor({ tasks, tierOf, onChange, onUnsettled }: GraphViewProps & { tierOf: TierOf }) {
  const [opened] = useState(() => {
    const apply: ApplyEdit = (graph, operations, options) => applyChecked(graph, operations, { ...options, tierOf, maxTasks: MAX_TASKS });
    const base = templateGraph(tasks, tierOf);
    return { tasks, base, store: createEditStore({ runId: null, base, apply }), unstaged: createUnstaged() };
  });
  const { store, unstaged } = opened;
  const draft = useEdit(store, (state) => state.draft);
  const sent = useRef(opened.base);
  const tell = useEffectEvent((next: typeof draft) => {
    if (sent.current === next) return;
    sent.current = next;
    onChange(draftsAfter(opened.tasks, opened.base, next, tierOf));
  });
  // The store is outside of React; the form follows it.
  useEffect(() => tell(draft), [draft]);
  const tellUnsettled = useEffectEvent(() => onUnsettled(unstaged.get().map(({ where, message }) => `${where}: ${message}`)));
  useEffect(() => unstaged.subscribe(() => tellUnsettled()), [unstaged]);
  return (
    <PanelContext value={opened}>
      <section aria-label="Edit the graph" className="flex min-h-0 flex-1 flex-col border-line border-t">
        <Steps store={store} />
        <div className="relative flex min-h-0 flex-1">
          <div className="relative min-h-0 min-w-0 flex-1">
            <Surface store={store} />
          </div>
          <EditorPanel />
        </div>
      </section>
    </PanelContext>
  );
}

const NOTHING_LIVE = () => undefined;

function Surface({ store }: { store: EditStore }) {
  const section = useRef<HTMLElement>(null);
  const base = useEdit(store, (state) => state.base);
  const [run] = useState(() => ({ tasks: createViews()(base.tasks, NOTHING_LIVE) }));
  const session = useEditSession(store, run, section, null);
  const narrow = useNarrow();
  const isEmpty = useEdit(store, (state) => state.draft.tasks.length === 0 && state.base.tasks.length === 0);
  const { removing, setRemoving } = session;
  useEffect(() => section.current?.focus({ preventScroll: true }), []);
  return (
    <>
      {narrow ? (
        <EditOutline session={session} section={section} onLeave={null} />
      ) : (
        <EditCanvas session={session} section={section} onLeave={null} />
      )}
      {isEmpty ? (
        <p className="pointer-events-none absolute inset-x-8 top-1/3 z-10 mx-auto max-w-96 text-center text-muted text-pretty">
          No tasks of its own yet: each run is planned from the goal. Add a task to lay the plan down here.
        </p>
      ) : null}
      {removing ? (
        <RemoveDialog
          store={store}
          keys={removing}
          onClose={() => {
            setRemoving(null);
            section.current?.focus({ preventScroll: true });
          }}
        />
      ) : null}
      <Said store={store} />
    </>
  );
}

/** What can be done with the steps as a whole. */
function Steps({ store }: { store: EditStore }) {
  const changes = useEdit(store, countChanges);
  const steps = useEdit(store, (state) => state.steps);
  const undone = useEdit(store, (state) => state.undone);
  const undoWords = steps.at(-1)?.words;
  const redoWords = undone.at(-1)?.words;
  return (
    <div className="flex shrink-0 items-center gap-1.5 bg-accent-soft px-4 py-1.5 sm:px-5">
      <p className="min-w-0 flex-1 truncate font-medium text-accent text-sm">
        {changes === 0 ? 'Nothing changed here yet' : `${plural(changes, 'change')} since you opened the graph`}
      </p>
      <Button variant="quiet" disabled={steps.length === 0} onClick={store.undo} title={undoWords ? `Undo: ${undoWords}` : undefined}>
        <Undo2 size={14} aria-hidden className="sm:hidden" />
        <span className="max-sm:sr-only">Undo</span>
        <ShortcutHint keys="mod+z" />
      </Button>
      <Button variant="quiet" disabled={undone.length === 0} onClick={store.redo} title={redoWords ? `Redo: ${redoWords}` : undefined}>
        <Redo2 size={14} aria-hidden className="sm:hidden" />
        <span className="max-sm:sr-only">Redo</span>
      </Button>
      <Button variant="quiet" onClick={store.tidy} className="max-sm:hidden">
        Tidy
      </Button>
    </div>
  );
}
