import { useReactFlow } from '@xyflow/react';
import { type MouseEvent, type RefObject, useEffect, useEffectEvent, useMemo, useState } from 'react';
import { createCursorStore } from '@/components/run-graph/cursor-store';
import { CALM_ABOVE } from '@/components/run-graph/prepare-graph';
import { useGroups } from '@/components/run-graph/use-groups';
import { useSummaries } from '@/components/run-graph/use-summaries';
import { useViewport } from '@/components/run-graph/use-viewport';
import { toast } from '@/components/ui/toast';
import type { RunDetail } from '@/lib/contracts/run';
import { isGroupId } from '@/lib/graph-layout/group-tasks';
import { createKeyedStore } from '@/lib/run-cache/keyed-store';
import { createTaskStore } from '@/lib/run-cache/task-store';
import { copyText, duplicate, paste } from './clipboard';
import { describeTask } from './describe-task';
import { createViews } from './draft-views';
import { edgeAt } from './edge-geometry';
import { addAfter, addOnEdge, disconnect, type NewKind, remove } from './edit-actions';
import { type EdgeRef, indexOf } from './edit-state';
import { type EditStore, useEdit } from './edit-store';
import { type Gesture, IDLE } from './editor-context';
import { createFaces } from './faces';
import { createPreparer, type PreparedDraft } from './prepare-draft';
import { EDGE_REACH } from './use-gestures';
import { usePerform } from './use-perform';
import { createValueStore } from './value-store';

export type EditSession = ReturnType<typeof useEditSession>;

/** Everything that the canvas and the outline of one edit share. */
export function useEditSession(
  store: EditStore,
  run: Pick<RunDetail, 'tasks'>,
  section: RefObject<HTMLElement | null>,
  firstKey: string | null,
) {
  const flow = useReactFlow();
  const [prepare] = useState(createPreparer);
  const [cursor] = useState(() => createCursorStore(firstKey));
  const [gesture] = useState(() => createValueStore<Gesture>(IDLE));
  const base = useEdit(store, (state) => state.base);
  const live = useMemo(() => run.tasks.filter((task) => indexOf(base).has(task.key)), [run.tasks, base]);
  const groups = useGroups(live);
  const graph = useEdit(store, (state) => prepare(state, groups.closed));
  const shown = useShown(graph, live);
  const summaries = useSummaries(shown.views, groups);
  const calm = shown.views.length > CALM_ABOVE;
  const viewport = useViewport(graph, shown.views, firstKey, section, { refits: false });
  const { perform, question, answer } = usePerform(store);
  const [removing, setRemoving] = useState<readonly string[] | null>(null);

  const titleOf = (key: string) => shown.faces.get(key);
  const present = (keys: Iterable<string>) => [...keys].filter((key) => indexOf(store.get().draft).has(key));
  /** What an action is about: the selection, else the task under the cursor. */
  const chosen = () => {
    const { selection } = store.get();
    const at = cursor.get();
    return present(selection.size > 0 ? selection : at === null ? [] : [at]);
  };
  const goTo = (key: string) => {
    cursor.set(key);
    viewport.show(key);
  };
  const toggleGroup = (id: string) => {
    const group = groups.all.find((each) => each.id === id);
    if (!group) return;
    viewport.showNext(groups.isClosed(id) ? group.keys : [id]);
    cursor.set(groups.isClosed(id) ? (group.keys[0] ?? null) : id);
    groups.toggle(id);
  };
  const reveal = (key: string) => {
    cursor.set(key);
    const box = graph.boxOf(key);
    if (box === key) viewport.show(key);
    else toggleGroup(box);
    cursor.set(key);
    store.select([key]);
  };
  const press = (key: string) => {
    if (isGroupId(key)) return toggleGroup(key);
    cursor.set(key);
    store.select([key]);
    store.open(key);
  };
  const pasteText = async (text: string) => {
    // What checks it comes with the first that is pasted.
    const { readCopied } = await import('./read-copied');
    const found = readCopied(text);
    if (found) perform(paste(store.get(), found, graph.placed));
    else toast('Nothing to paste', { description: 'The clipboard holds no tasks of a graph.' });
  };
  const copied = () => copyText(store.get(), chosen(), graph.placed);

  // A new box that stands out of sight is brought into it.
  const only = useEdit(store, ({ selection }) => (selection.size === 1 ? ([...selection][0] ?? null) : null));
  const showOnly = useEffectEvent((key: string) => {
    cursor.set(key);
    if (graph.placed.has(key)) viewport.show(key);
  });
  useEffect(() => {
    if (only !== null) showOnly(only);
  }, [only]);

  return {
    ...shown,
    store,
    graph,
    cursor,
    gesture,
    groups,
    viewport,
    perform,
    question,
    answer,
    removing,
    setRemoving,
    goTo,
    reveal,
    press,
    toggleGroup,
    chosen,
    pasteText,
    copied,
    // All boxes and edges listen to it: one task more is no reason to draw them.
    graphStores: useMemo(() => ({ tasks: shown.tasks, groups: summaries, cursor, calm }), [shown.tasks, summaries, cursor, calm]),
    /** Says where the cursor stands. */
    tell(key: string) {
      const face = titleOf(key);
      if (face) store.say(describeTask(face, graph));
    },
    pressPane(event: MouseEvent) {
      const at = flow.screenToFlowPosition({ x: event.clientX, y: event.clientY });
      const edge = edgeAt(graph.edges, at, EDGE_REACH / flow.getZoom());
      const between = edge && !isGroupId(edge.from) && !isGroupId(edge.to) ? { from: edge.from, to: edge.to } : null;
      store.select([]);
      store.selectEdge(between);
      if (!between) store.open(null);
    },
    add(kind: NewKind) {
      const state = store.get();
      if (state.selectedEdge) perform(addOnEdge(state, kind, state.selectedEdge));
      else perform(addAfter(state, kind, chosen()));
    },
    removeSelected() {
      const { selectedEdge } = store.get();
      if (selectedEdge) perform(disconnect(store.get(), selectedEdge));
      else if (chosen().length > 0) setRemoving(chosen());
    },
    cutEdge: (edge: EdgeRef) => perform(disconnect(store.get(), edge)),
    duplicate() {
      const input = duplicate(store.get(), chosen(), graph.placed);
      if (input) perform(input);
    },
    async copy() {
      const text = copied();
      if (text === null) return;
      await navigator.clipboard.writeText(text);
      store.say('Copied.');
    },
    cut() {
      const keys = chosen();
      if (keys.length > 0) perform(remove(store.get(), keys));
    },
  };
}

/** Boxes and tasks as they are shown: told one by one of what has changed. */
function useShown(graph: PreparedDraft, live: RunDetail['tasks']) {
  const [made] = useState(() => ({ views: createViews(), faces: createFaces() }));
  const byKey = useMemo(() => new Map(live.map((task) => [task.key, task])), [live]);
  const views = useMemo(() => made.views(graph.tasks, (key) => byKey.get(key)), [made, graph.tasks, byKey]);
  const faceMap = useMemo(() => made.faces(graph.tasks, graph.changes), [made, graph.tasks, graph.changes]);
  const [faces] = useState(() => createKeyedStore(faceMap));
  const [tasks] = useState(() => createTaskStore(views));
  useEffect(() => faces.replace(faceMap), [faces, faceMap]);
  useEffect(() => tasks.replace(views), [tasks, views]);
  return { views, faces, faceMap, tasks };
}
