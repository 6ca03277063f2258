'use client';
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react';
import { createCursorStore } from '@/components/run-graph/cursor-store';
import { EdgeLayer } from '@/components/run-graph/edge-layer';
import { FarLayer } from '@/components/run-graph/far-layer';
import { GraphContext, useTask } from '@/components/run-graph/graph-context';
import { prepareGraph } from '@/components/run-graph/prepare-graph';
import type { GroupSummary } from '@/components/run-graph/summarise-groups';
import { StateIcon } from '@/components/ui/state-icon';
import { stateLabel, toState } from '@/components/ui/states';
import type { TaskStatus, TaskView } from '@/lib/contracts/task';
import { type LayoutSizes, SIZES } from '@/lib/graph-layout/layout-graph';
import { createKeyedStore } from '@/lib/run-cache/keyed-store';
import type { TaskStore } from '@/lib/run-cache/task-store';
import type { PlayheadStore } from './playhead-store';
import { graphAt, type Row, type TimelineModel, tasksAt } from './timeline-model';

/** Boxes of one line, for a picture in a corner. */
const SMALL: LayoutSizes = { nodeWidth: 138, nodeHeight: 26, columnGap: 28, rowGap: 10 };
/** Below this scale words cannot be read any more: coloured boxes show as much. */
const WORDS_FROM = 0.72;
const MARGIN = 14;

interface PastGraphProps {
  model: TimelineModel;
  playhead: PlayheadStore;
  onOpen: (key: string) => void;
}

/** The graph as it stood at the playhead. Only boxes whose state is another then are drawn anew. */
export function PastGraph({ model, playhead, onOpen }: PastGraphProps) {
  const frame = useRef<HTMLDivElement>(null);
  const size = useSize(frame);
  const version = useGraphSeq(model, playhead);
  const [views] = useState(createViews);
  // biome-ignore lint/correctness/useExhaustiveDependencies: rows and edges of one version never change; the model grows all the time
  const tasks = useMemo(() => tasksAt(model, Math.max(version, playhead.get().seq ?? model.lastSeq)), [version, model.rows.length]);
  const graphTasks = useMemo(() => tasks.map(({ row, dependsOn }) => ({ key: row.key, phase: row.phase, dependsOn })), [tasks]);
  const small = useMemo(() => (graphTasks.length <= 60 ? prepareGraph(graphTasks, [], SMALL) : null), [graphTasks]);
  const scaleOf = (layout: { width: number; height: number }) =>
    Math.min(1, (size.width - 2 * MARGIN) / Math.max(1, layout.width), (size.height - 2 * MARGIN) / Math.max(1, layout.height));
  const far = small === null || scaleOf(small.layout) < WORDS_FROM;
  const graph = useMemo(() => (far || small === null ? prepareGraph(graphTasks, [], SIZES) : small), [far, small, graphTasks]);
  const scale = Math.max(0.01, scaleOf(graph.layout));
  const [stores] = useState(() => {
    const store = createKeyedStore<TaskView>(new Map());
    return {
      store,
      context: {
        tasks: { get: store.get, subscribe: store.subscribe, replace: () => undefined } satisfies TaskStore,
        groups: createKeyedStore<GroupSummary>(new Map()),
        cursor: createCursorStore(null),
        calm: true,
      },
    };
  });
  // What was drawn listens from here on.
  useLayoutEffect(() => {
    const show = () => {
      const seq = playhead.get().seq ?? model.lastSeq;
      stores.store.replace(new Map(tasksAt(model, seq).map(({ row, status }) => [row.key, views(row, status)])));
    };
    show();
    return playhead.subscribe(show);
  }, [model, playhead, stores, views]);
  return (
    <GraphContext value={stores.context}>
      <div
        ref={frame}
        data-testid="past-graph"
        data-version={version}
        className="past-graph relative min-h-0 flex-1 overflow-hidden rounded-lg border border-line bg-surface"
      >
        <div
          className="absolute top-1/2 left-1/2 origin-top-left"
          style={{ transform: `scale(${scale}) translate(${-graph.layout.width / 2}px, ${-graph.layout.height / 2}px)` }}
        >
          <EdgeLayer graph={graph} />
          {far ? (
            <FarLayer graph={graph} onPress={onOpen} />
          ) : (
            graph.layout.nodes.map(({ key, x, y }) => <PastBox key={key} id={key} x={x} y={y} onOpen={onOpen} />)
          )}
        </div>
      </div>
    </GraphContext>
  );
}

function PastBox({ id, x, y, onOpen }: { id: string; x: number; y: number; onOpen: (key: string) => void }) {
  const task = useTask(id);
  const state = toState(task?.status ?? 'PENDING');
  return (
    <button
      type="button"
      tabIndex={-1}
      data-past-task={id}
      data-state={state}
      onClick={() => onOpen(id)}
      className="absolute flex items-center gap-1.5 rounded-md border border-line-strong bg-raised px-2 text-left text-[11.5px] hover:border-faint"
      style={{ left: x, top: y, width: SMALL.nodeWidth, height: SMALL.nodeHeight }}
    >
      <StateIcon state={state} size={12} decorative className={state === 'running' ? 'animate-none' : undefined} />
      <span className="min-w-0 truncate" title={task?.title}>
        {task?.title}
      </span>
      <span className="sr-only">{stateLabel(state)}</span>
    </button>
  );
}

/** The seq from which the graph of then holds: the layout is made anew only with another. */
function useGraphSeq(model: TimelineModel, playhead: PlayheadStore): number {
  const read = () => graphAt(model, playhead.get().seq ?? model.lastSeq).seq;
  const [seq, setSeq] = useState(read);
  useEffect(() => {
    const show = () => setSeq(graphAt(model, playhead.get().seq ?? model.lastSeq).seq);
    show();
    return playhead.subscribe(show);
  }, [model, playhead]);
  return seq;
}

function useSize(element: React.RefObject<HTMLElement | null>): { width: number; height: number } {
  const [size, setSize] = useState({ width: 600, height: 160 });
  useLayoutEffect(() => {
    const target = element.current;
    if (!target) return;
    const measure = () => setSize({ width: target.clientWidth, height: target.clientHeight });
    measure();
    const observer = new ResizeObserver(measure);
    observer.observe(target);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** A task as the boxes want it, the same object as long as it stands the same. */
function createViews(): (row: Row, status: TaskStatus) => TaskView {
  const known = new Map<string, TaskView>();
  return (row, status) => {
    const id = `${row.index} ${status}`;
    const view = known.get(id) ?? viewOf(row, status);
    known.set(id, view);
    return view;
  };
}

const viewOf = ({ key, title, role, phase }: Row, status: TaskStatus): TaskView => ({
  ...{ id: key, key, title, role, phase, status, kind: 'agent', tier: 'standard' },
  ...{ waitingFor: null, readyAt: null, dependsOn: [], attempt: 0, maxAttempts: 1, invalidated: false },
  ...{ costUsd: 0, turns: 0, startedAt: null, finishedAt: null },
});
