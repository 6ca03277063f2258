'use client';
import { type ReactFlowState, useStore } from '@xyflow/react';
import { type ComponentType, type MouseEvent, memo, useDeferredValue, useMemo, useState } from 'react';
import { isGroupId } from '@/lib/graph-layout/group-tasks';
import { type PlacedNode, SIZES } from '@/lib/graph-layout/layout-graph';
import { GroupNode } from './group-node';
import type { PreparedGraph } from './prepare-graph';
import { TaskNode } from './task-node';

/** A tile is one column of a few boxes: small enough that what comes into sight in one frame costs little. */
const TILE_WIDTH = SIZES.nodeWidth + SIZES.columnGap;
const TILE_HEIGHT = 4 * (SIZES.nodeHeight + SIZES.rowGap);

interface NearLayerProps {
  graph: PreparedGraph;
  /** Left out where somebody above listens to the pointer. */
  onPress?: (key: string) => void;
  /** What draws a box; else the boxes of a run that is watched. */
  box?: ComponentType<{ id: string }>;
}

function WatchedBox({ id }: { id: string }) {
  return isGroupId(id) ? <GroupNode id={id} /> : <TaskNode id={id} />;
}

/** The boxes with their words, as far as they are in sight. They are drawn by tiles, so that a drag mounts few at a time. */
export function NearLayer({ graph, onPress, box: Box = WatchedBox }: NearLayerProps) {
  const [tilesOf] = useState(createTiler);
  const tiles = useMemo(() => tilesOf(graph.layout.nodes), [tilesOf, graph.layout.nodes]);
  // What comes into sight is drawn between the frames of a drag, not in one of them.
  const sight = useDeferredValue(useStore(tilesInSight));
  const [left = 0, top = 0, right = 0, bottom = 0] = sight.split(' ').map(Number);
  const shown: string[] = [];
  for (let column = left; column <= right; column++) {
    for (let row = top; row <= bottom; row++) if (tiles.has(`${column} ${row}`)) shown.push(`${column} ${row}`);
  }
  const press = (event: MouseEvent) => {
    const box = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-task]') : null;
    if (!onPress || !box?.dataset.task) return;
    onPress(box.dataset.task);
    event.stopPropagation();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the boxes are reached by the keys of the graph, and the list has them as buttons
    // biome-ignore lint/a11y/useKeyWithClickEvents: the same
    <div onClick={press} className="boxes pointer-events-auto">
      {shown.map((id) => (
        <Tile key={id} nodes={tiles.get(id) ?? []} box={Box} />
      ))}
    </div>
  );
}

const Tile = memo(function Tile({ nodes, box: Box }: { nodes: readonly PlacedNode[]; box: ComponentType<{ id: string }> }) {
  return nodes.map(({ key, x, y }) => (
    <div key={key} className="absolute" style={{ left: x, top: y }}>
      <Box id={key} />
    </div>
  ));
});

/** Cuts one picture after another into tiles. A tile in which nothing moved stays the same, and is not drawn again. */
function createTiler(): (nodes: readonly PlacedNode[]) => ReadonlyMap<string, readonly PlacedNode[]> {
  let last: ReadonlyMap<string, readonly PlacedNode[]> = new Map();
  return (nodes) => {
    const tiles = tilesOf(nodes);
    for (const [id, tile] of tiles) {
      const before = last.get(id);
      if (before?.length === tile.length && before.every((node, index) => node === tile[index])) tiles.set(id, before);
    }
    last = tiles;
    return tiles;
  };
}

function tilesOf(nodes: readonly PlacedNode[]): Map<string, readonly PlacedNode[]> {
  const tiles = new Map<string, PlacedNode[]>();
  for (const node of nodes) {
    const id = `${Math.floor(node.x / TILE_WIDTH)} ${Math.floor(node.y / TILE_HEIGHT)}`;
    const tile = tiles.get(id);
    if (tile) tile.push(node);
    else tiles.set(id, [node]);
  }
  return new Map<string, readonly PlacedNode[]>(tiles);
}

/** First and last tile across and down, one to spare at each side, as text: the layer is drawn again only when it changes. */
function tilesInSight({ transform: [x, y, zoom], width, height }: ReactFlowState): string {
  const left = Math.floor(-x / zoom / TILE_WIDTH) - 1;
  const top = Math.floor(-y / zoom / TILE_HEIGHT) - 1;
  const right = Math.floor((width - x) / zoom / TILE_WIDTH) + 1;
  const bottom = Math.floor((height - y) / zoom / TILE_HEIGHT) + 1;
  return `${left} ${top} ${right} ${bottom}`;
}
