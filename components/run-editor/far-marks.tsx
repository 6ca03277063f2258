'use client';
import { memo } from 'react';
import { SIZES } from '@/lib/graph-layout/layout-graph';
import type { Mark } from './compare-graphs';
import type { PreparedDraft } from './prepare-draft';

const STROKE: Record<Mark, string> = {
  added: 'stroke-succeeded [stroke-dasharray:14_10]',
  removed: 'stroke-failed [stroke-dasharray:14_10]',
  changed: 'stroke-waiting',
};

/** From far away a staged change is a frame around its box. */
export const FarMarks = memo(function FarMarks({ graph }: { graph: PreparedDraft }) {
  return (
    <svg
      aria-hidden
      width={1}
      height={1}
      fill="none"
      strokeWidth={8}
      className="pointer-events-none absolute top-0 left-0 overflow-visible"
    >
      {[...graph.changes.marks].map(([key, mark]) => {
        const node = graph.placed.get(graph.boxOf(key));
        return node ? (
          <rect
            key={key}
            x={node.x - 10}
            y={node.y - 10}
            width={SIZES.nodeWidth + 20}
            height={SIZES.nodeHeight + 20}
            rx={16}
            className={STROKE[mark]}
          />
        ) : null;
      })}
    </svg>
  );
});
