'use client';
import { memo, type Ref, useMemo } from 'react';
import { EdgeLayer } from '@/components/run-graph/edge-layer';
import { cn } from '@/components/ui/cn';
import type { DrawnEdge } from './edge-geometry';
import { useEdit } from './edit-store';
import { useEditor } from './editor-context';
import type { PreparedDraft } from './prepare-draft';
import { useValue } from './value-store';

interface EditEdgeLayerProps {
  graph: PreparedDraft;
  /** The lines of what is being moved, and the line that is being drawn: written to by the pointer, past React. */
  movingRef: Ref<SVGPathElement>;
  drawingRef: Ref<SVGPathElement>;
}

/** The edges of the draft: those of the run, what is new, what is gone, and the one that is chosen. */
export const EditEdgeLayer = memo(function EditEdgeLayer({ graph, movingRef, drawingRef }: EditEdgeLayerProps) {
  const { gesture } = useEditor();
  const moving = useValue(gesture, (value) => (value.kind === 'move' ? value.keys : null));
  const still = useMemo(() => (moving ? withoutMoving(graph, moving) : graph), [graph, moving]);
  return (
    <>
      <EdgeLayer graph={still} />
      <svg
        aria-hidden
        width={1}
        height={1}
        className="-z-10 pointer-events-none absolute top-0 left-0 overflow-visible"
        fill="none"
        strokeWidth={1.75}
      >
        <path data-edges="removed" d={still.removedPath} className="stroke-failed [stroke-dasharray:5_4] [stroke-opacity:0.7]" />
        <path data-edges="added" d={still.addedPath} className="stroke-succeeded [stroke-dasharray:5_4]" />
        <MarkedEdges graph={graph} />
        <WayLabels graph={graph} />
        <path ref={movingRef} className={cn('stroke-accent', !moving && 'hidden')} />
      </svg>
      <svg aria-hidden width={1} height={1} fill="none" className="pointer-events-none absolute top-0 left-0 z-10 overflow-visible">
        <path ref={drawingRef} className="stroke-accent [stroke-dasharray:5_4]" strokeWidth={2} />
      </svg>
    </>
  );
});

/** The edge that is chosen, and the one that a drop would open. */
function MarkedEdges({ graph }: { graph: PreparedDraft }) {
  const { store, gesture } = useEditor();
  const chosen = useEdit(store, ({ selectedEdge }) => (selectedEdge ? `${selectedEdge.from} ${selectedEdge.to}` : null));
  const target = useValue(gesture, (value) => (value.kind === 'move' || value.kind === 'drop' ? value.onEdge : null));
  const pathOf = (pair: string | null) => (pair === null ? undefined : graph.edges.find(({ from, to }) => `${from} ${to}` === pair)?.path);
  return (
    <>
      {chosen ? <path data-testid="chosen-edge" d={pathOf(chosen)} className="stroke-accent" strokeWidth={3} /> : null}
      {target ? <path data-testid="drop-edge" d={pathOf(target)} className="stroke-succeeded" strokeWidth={4} /> : null}
    </>
  );
}

/** Which way of a branch an edge is. */
const WayLabels = memo(function WayLabels({ graph }: { graph: PreparedDraft }) {
  return graph.tasks.flatMap(({ key, branch }) => {
    const node = graph.placed.get(key);
    if (!branch || !node) return [];
    const label = (to: string, word: string) => {
      const edge = graph.edges.find((each) => each.from === key && each.to === to);
      const end = edge?.points.at(-1);
      return end ? (
        <text key={`${key} ${to} ${word}`} x={end.x - 8} y={end.y - 6} textAnchor="end" className="fill-muted font-medium text-[10.5px]">
          {word}
        </text>
      ) : null;
    };
    return [...branch.ifTrue.map((to) => label(to, 'true')), ...branch.ifFalse.map((to) => label(to, 'false'))];
  });
});

/** The picture without the edges that move: these follow the pointer instead. */
function withoutMoving(graph: PreparedDraft, moving: ReadonlySet<string>): PreparedDraft {
  const isStill = (edge: DrawnEdge) => !moving.has(edge.from) && !moving.has(edge.to);
  const fans = new Map<string, string>();
  let addedPath = '';
  let removedPath = '';
  for (const edge of graph.edges) {
    if (!isStill(edge)) continue;
    if (edge.kind === 'added') addedPath += edge.path;
    else if (edge.kind === 'removed') removedPath += edge.path;
    else fans.set(edge.from, (fans.get(edge.from) ?? '') + edge.path);
  }
  return { ...graph, fans: [...fans].map(([from, path]) => ({ from, path })), addedPath, removedPath, touching: () => '' };
}
