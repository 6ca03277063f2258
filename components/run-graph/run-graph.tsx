'use client';
import '@xyflow/react/dist/base.css';
import './run-graph.css';
import { Background, ReactFlow, ReactFlowProvider, ViewportPortal } from '@xyflow/react';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { FlagLayer } from '@/components/run-editor/presence/flag-layer';
import { stateLabel, toState } from '@/components/ui/states';
import { useSteady } from '@/components/ui/use-steady';
import type { TaskView } from '@/lib/contracts/task';
import { isGroupId } from '@/lib/graph-layout/group-tasks';
import { createTaskStore } from '@/lib/run-cache/task-store';
import { createCursorStore } from './cursor-store';
import { EdgeLayer } from './edge-layer';
import { FarLayer } from './far-layer';
import { GraphContext } from './graph-context';
import { GraphTools } from './graph-tools';
import { MiniMap } from './mini-map';
import { NearLayer } from './near-layer';
import { CALM_ABOVE, isSameGraph, type PreparedGraph, prepareGraph } from './prepare-graph';
import { useGraphKeys } from './use-graph-keys';
import { type Groups, useGroups } from './use-groups';
import { OWN_NOTHING, PICTURE_OPTIONS, useMoves } from './use-moves';
import { useSummaries } from './use-summaries';
import { useViewport } from './use-viewport';

interface RunGraphProps {
  tasks: readonly TaskView[];
  /** The task whose drawer is open. */
  openKey: string | null;
  onOpen: (key: string | null) => void;
}

const MIN_ZOOM = 0.04;
const MAX_ZOOM = 1.6;

/** The graph of a run. Loaded on its own: React Flow is not part of the page's first script. */
export default function RunGraph(props: RunGraphProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  );
}

function Canvas({ tasks, openKey, onOpen }: RunGraphProps) {
  const groups = useGroups(tasks);
  const graph = usePrepared(tasks, groups.closed);
  const [store] = useState(() => createTaskStore(tasks));
  const summaries = useSummaries(tasks, groups);
  const [cursor] = useState(() => createCursorStore(openKey));
  useEffect(() => store.replace(tasks), [store, tasks]);
  const container = useRef<HTMLElement>(null);
  const viewport = useViewport(graph, tasks, openKey, container);
  const { show } = viewport;
  const { moving, onMove, onMoveEnd, onInit } = useMoves(viewport);
  const pressPane = useSteady(() => onOpen(null));

  /** Puts the cursor on a task, and opens the group that hides it. */
  const reveal = (key: string) => {
    cursor.set(key);
    const box = graph.boxOf(key);
    if (box === key) show(key);
    else {
      viewport.showNext([key]);
      groups.toggle(box);
    }
  };
  const toggleGroup = (id: string) => {
    const group = groups.all.find((each) => each.id === id);
    if (!group) return;
    const opens = groups.isClosed(id);
    viewport.showNext(opens ? group.keys : [id]);
    cursor.set(opens ? (group.keys[0] ?? null) : id);
    groups.toggle(id);
  };
  const press = (key: string) => {
    if (isGroupId(key)) toggleGroup(key);
    else {
      cursor.set(key);
      onOpen(key);
    }
  };
  const groupAtCursor = () => {
    const key = cursor.get();
    const id = key === null || isGroupId(key) ? key : groups.groupOf(key)?.id;
    if (id) toggleGroup(id);
    else groups.setAll(groups.closed.length === 0);
  };

  // An open drawer takes the cursor along, and leaves its task in sight beside it.
  const follow = useEffectEvent(reveal);
  useEffect(() => {
    if (openKey !== null) follow(openKey);
  }, [openKey]);
  useGraphKeys({ graph, cursor, isOpen: openKey !== null, onOpen, onPress: press, onGroup: groupAtCursor, show });
  const calm = tasks.length > CALM_ABOVE;
  const stores = useMemo(() => ({ tasks: store, groups: summaries, cursor, calm }), [store, summaries, cursor, calm]);

  return (
    <GraphContext value={stores}>
      <section
        ref={container}
        aria-label={`Graph of ${tasks.length} tasks. Move with the arrow keys or J and K, open with Enter.`}
        data-testid="run-graph"
        data-moving={moving || undefined}
        className="run-graph relative h-full min-h-0 w-full"
      >
        <ReactFlow
          nodes={OWN_NOTHING}
          edges={OWN_NOTHING}
          onInit={onInit}
          onPaneClick={pressPane}
          onMove={onMove}
          onMoveEnd={onMoveEnd}
          minZoom={MIN_ZOOM}
          maxZoom={MAX_ZOOM}
          panOnScroll
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          proOptions={PICTURE_OPTIONS}
          className="bg-canvas"
        >
          <Background gap={20} size={1.5} color="var(--line-strong)" className="opacity-75" />
          <ViewportPortal>
            <EdgeLayer graph={graph} />
            {viewport.far ? <FarLayer graph={graph} onPress={press} /> : <NearLayer graph={graph} onPress={press} />}
            <FlagLayer graph={graph} far={viewport.far} />
          </ViewportPortal>
        </ReactFlow>
        {tasks.length > 1 ? <MiniMap graph={graph} tasks={tasks} onGo={viewport.touch} /> : null}
        <GraphTools
          tasks={tasks}
          viewport={viewport}
          groups={groups}
          onGroup={toggleGroup}
          onFind={(key) => {
            reveal(key);
            onOpen(key);
          }}
        />
        <Announcer tasks={tasks} openKey={openKey} />
      </section>
    </GraphContext>
  );
}

/** Lays out again only when keys, dependencies or closed groups changed. */
function usePrepared(tasks: readonly TaskView[], closed: Groups['closed']): PreparedGraph {
  const [held, setHeld] = useState(() => ({ tasks, closed, graph: prepareGraph(tasks, closed) }));
  if (held.tasks === tasks && held.closed === closed) return held.graph;
  const isSame = held.closed === closed && isSameGraph(held.tasks, tasks);
  const next = { tasks, closed, graph: isSame ? held.graph : prepareGraph(tasks, closed) };
  setHeld(next);
  return next.graph;
}

function Announcer({ tasks, openKey }: { tasks: readonly TaskView[]; openKey: string | null }) {
  const task = openKey === null ? undefined : tasks.find((each) => each.key === openKey);
  return (
    <p aria-live="polite" className="sr-only">
      {task ? `${task.title}, ${stateLabel(toState(task.status))}` : ''}
    </p>
  );
}
