'use client';
import '@xyflow/react/dist/base.css';
import './run-graph.css';
import { Background, ReactFlow, ReactFlowProvider, ViewportPortal } from '@xyflow/react';
import { useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { stateLabel, toState } from '@/components/ui/states';
import type { TaskView } from '@/lib/contracts/task';
import { createTaskStore } from '@/lib/run-cache/task-store';
import { createCursorStore } from './cursor-store';
import { EdgeLayer } from './edge-layer';
import { FarLayer } from './far-layer';
import { GraphContext } from './graph-context';
import { GraphTools } from './graph-tools';
import { MiniMap } from './mini-map';
import { CALM_ABOVE, isSameGraph, type PreparedGraph, prepareGraph } from './prepare-graph';
import { TaskNode } from './task-node';
import { useGraphKeys } from './use-graph-keys';
import { FAR_BELOW, useViewport } from './use-viewport';

interface RunGraphProps {
  tasks: readonly TaskView[];
  /** The task whose drawer is open. */
  openKey: string | null;
  onOpen: (key: string | null) => void;
}

const NODE_TYPES = { task: TaskNode };
/** From far away the boxes are one drawing: a thousand elements of their own would cost every frame of a pan. */
const NO_NODES: PreparedGraph['nodes'] = [];
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
  const graph = usePrepared(tasks);
  const [store] = useState(() => createTaskStore(tasks));
  const [cursor] = useState(() => createCursorStore(openKey));
  useEffect(() => store.replace(tasks), [store, tasks]);
  const container = useRef<HTMLElement>(null);
  const viewport = useViewport(graph, tasks, openKey, container);
  const { show } = viewport;
  // An open drawer takes the cursor along, and leaves its task in sight beside it.
  const follow = useEffectEvent((key: string) => {
    cursor.set(key);
    show(key);
  });
  useEffect(() => {
    if (openKey !== null) follow(openKey);
  }, [openKey]);
  useGraphKeys({ graph, cursor, isOpen: openKey !== null, onOpen, show });
  const stores = useMemo(() => ({ tasks: store, cursor, calm: tasks.length > CALM_ABOVE }), [store, cursor, tasks.length]);
  const press = (key: string) => {
    cursor.set(key);
    onOpen(key);
  };

  return (
    <GraphContext value={stores}>
      <section
        ref={container}
        aria-label={`Graph of ${tasks.length} tasks. Move with the arrow keys or J and K, open with Enter.`}
        data-testid="run-graph"
        className="relative h-full min-h-0 w-full"
      >
        <ReactFlow
          nodes={viewport.far ? NO_NODES : graph.nodes}
          edges={[]}
          nodeTypes={NODE_TYPES}
          onInit={viewport.open}
          onNodeClick={(_, node) => press(node.id)}
          onPaneClick={() => onOpen(null)}
          onMoveStart={(event) => {
            if (!event) return;
            viewport.touch();
            viewport.setFollowing(false);
          }}
          onMove={(_, { zoom }) => viewport.setFar(zoom < FAR_BELOW)}
          minZoom={MIN_ZOOM}
          maxZoom={MAX_ZOOM}
          nodesDraggable={false}
          nodesConnectable={false}
          nodesFocusable={false}
          elementsSelectable={false}
          onlyRenderVisibleElements
          panOnScroll
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          proOptions={{ hideAttribution: true }}
          className="bg-canvas"
        >
          <Background gap={20} size={1.5} color="var(--line-strong)" className="opacity-75" />
          <ViewportPortal>
            <EdgeLayer graph={graph} />
            {viewport.far ? <FarLayer graph={graph} onPress={press} /> : null}
          </ViewportPortal>
        </ReactFlow>
        {tasks.length > 1 ? <MiniMap graph={graph} onGo={viewport.touch} /> : null}
        <GraphTools tasks={tasks} viewport={viewport} onFind={press} />
        <Announcer tasks={tasks} openKey={openKey} />
      </section>
    </GraphContext>
  );
}

/** Lays out again only when keys or dependencies changed. */
function usePrepared(tasks: readonly TaskView[]): PreparedGraph {
  const [held, setHeld] = useState(() => ({ tasks, graph: prepareGraph(tasks) }));
  if (held.tasks === tasks) return held.graph;
  const next = { tasks, graph: isSameGraph(held.tasks, tasks) ? held.graph : prepareGraph(tasks) };
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
