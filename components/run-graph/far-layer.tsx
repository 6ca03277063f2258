'use client';
import { type MouseEvent, memo } from 'react';
import { cn } from '@/components/ui/cn';
import { stateLabel, toState } from '@/components/ui/states';
import { isGroupId } from '@/lib/graph-layout/group-tasks';
import { SIZES } from '@/lib/graph-layout/layout-graph';
import { useBoxStatus, useGraph, useIsCurrent } from './graph-context';
import { OUTLINE } from './node-shape';
import type { PreparedGraph } from './prepare-graph';
import { STATE_FILL } from './state-fill';

interface FarLayerProps {
  graph: PreparedGraph;
  onPress: (key: string) => void;
}

/** The tasks as coloured boxes, for a zoom at which words cannot be read. */
export function FarLayer({ graph, onPress }: FarLayerProps) {
  const press = (event: MouseEvent) => {
    const key = event.target instanceof Element ? event.target.getAttribute('data-task') : null;
    if (key === null) return;
    onPress(key);
    event.stopPropagation();
  };
  return (
    <svg
      aria-hidden
      width={Math.max(1, graph.layout.width)}
      height={Math.max(1, graph.layout.height)}
      onClick={press}
      className="absolute top-0 left-0 overflow-visible"
    >
      {graph.layout.nodes.map(({ key, x, y }) => (
        <Box key={key} taskKey={key} x={x} y={y} />
      ))}
    </svg>
  );
}

const { nodeWidth: W, nodeHeight: H } = SIZES;
const BOX = `M10 0H${W - 10}A10 10 0 0 1 ${W} 10V${H - 10}A10 10 0 0 1 ${W - 10} ${H}H10A10 10 0 0 1 0 ${H - 10}V10A10 10 0 0 1 10 0Z`;

const Box = memo(function Box({ taskKey, x, y }: { taskKey: string; x: number; y: number }) {
  const { tasks, groups } = useGraph();
  const current = useIsCurrent(taskKey);
  const state = toState(useBoxStatus(taskKey));
  const kind = tasks.get(taskKey)?.kind;
  const shape = kind === 'branch' || kind === 'gate' ? kind : null;
  const name = isGroupId(taskKey) ? groups.get(taskKey)?.name : tasks.get(taskKey)?.title;
  return (
    <path
      d={shape ? OUTLINE[shape] : BOX}
      transform={`translate(${x} ${y})`}
      data-testid={isGroupId(taskKey) ? 'group-node' : 'task-node'}
      data-task={taskKey}
      data-state={state}
      strokeWidth={current ? 12 : 0}
      className={cn('pointer-events-auto cursor-pointer', STATE_FILL[state], current && 'stroke-accent')}
    >
      <title>{`${name ?? taskKey}: ${stateLabel(state)}`}</title>
    </path>
  );
});
