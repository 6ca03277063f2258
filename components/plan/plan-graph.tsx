'use client';
import { memo, useDeferredValue, useMemo } from 'react';
import { cn } from '@/components/ui/cn';
import { edgePath } from '@/lib/graph-layout/edge-path';
import { layoutGraph, SIZES } from '@/lib/graph-layout/layout-graph';
import type { PlanTasks } from './edit-plan';

const SCALE = 0.72;
const MARGIN = 12;

interface PlanGraphProps {
  tasks: PlanTasks;
  selected: number;
  /** Indices of tasks with a fault. */
  faulty: ReadonlySet<number>;
  onSelect: (index: number) => void;
}

/** The graph that a plan makes, drawn anew while it is typed. */
export const PlanGraph = memo(function PlanGraph({ tasks, selected, faulty, onSelect }: PlanGraphProps) {
  const deferred = useDeferredValue(tasks);
  const { layout, placed } = useMemo(() => {
    const made = layoutGraph(deferred.map(({ key, dependsOn = [] }) => ({ key, dependsOn })));
    return { layout: made, placed: new Map(made.nodes.map((node) => [node.key, node])) };
  }, [deferred]);
  return (
    <div className="scroll-quiet h-full overflow-auto bg-canvas" data-testid="plan-graph">
      <svg
        role="img"
        aria-label={`Graph of ${deferred.length} tasks`}
        width={layout.width * SCALE + 2 * MARGIN}
        height={layout.height * SCALE + 2 * MARGIN}
        className="block min-h-full"
      >
        <g transform={`translate(${MARGIN} ${MARGIN}) scale(${SCALE})`}>
          {layout.edges.map((edge) => {
            const from = placed.get(edge.from);
            const to = placed.get(edge.to);
            return from && to ? (
              <path
                key={`${edge.from} ${edge.to}`}
                d={edgePath(edge, from, to, SIZES)}
                className="fill-none stroke-line-strong"
                strokeWidth={1.6}
              />
            ) : null;
          })}
          {deferred.map((task, index) => {
            const node = layout.nodes[index];
            if (!node) return null;
            const bad = faulty.has(index);
            return (
              // biome-ignore lint/a11y/noStaticElementInteractions: the list beside it has the same tasks as buttons
              <g
                // biome-ignore lint/suspicious/noArrayIndexKey: while it is typed a plan may name a key twice
                key={index}
                transform={`translate(${node.x} ${node.y})`}
                onClick={() => onSelect(index)}
                className="cursor-pointer"
                data-task={task.key}
              >
                <rect
                  width={SIZES.nodeWidth}
                  height={SIZES.nodeHeight}
                  rx={8}
                  strokeWidth={index === selected ? 2.5 : 1.2}
                  strokeDasharray={bad ? '5 3' : undefined}
                  className={cn('fill-raised', bad ? 'stroke-failed' : index === selected ? 'stroke-accent' : 'stroke-line-strong')}
                />
                <text x={12} y={22} className="fill-fg font-semibold text-[14px]">
                  {cut(`${bad ? '⬣ ' : ''}${task.title ?? task.key}`, 22)}
                </text>
                <text x={12} y={40} className="fill-faint text-[12px]">
                  {cut(task.role ?? task.kind ?? '', 26)}
                </text>
              </g>
            );
          })}
        </g>
      </svg>
    </div>
  );
});

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);
