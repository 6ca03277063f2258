import type { LayoutSizes, PlacedEdge, PlacedNode } from './layout-graph';

/** An edge as an SVG path: from the middle of the right side, through its bends, to the middle of the left side. */
export function edgePath(edge: PlacedEdge, from: PlacedNode, to: PlacedNode, sizes: LayoutSizes): string {
  const points = [
    { x: from.x + sizes.nodeWidth, y: from.y + sizes.nodeHeight / 2 },
    ...edge.bends,
    { x: to.x, y: to.y + sizes.nodeHeight / 2 },
  ];
  let path = '';
  let last = points[0];
  for (const point of points) {
    if (!last || point === last) {
      path = `M${point.x} ${point.y}`;
    } else if (point.y === last.y) {
      path += `L${point.x} ${point.y}`;
    } else {
      const middle = (last.x + point.x) / 2;
      path += `C${middle} ${last.y} ${middle} ${point.y} ${point.x} ${point.y}`;
    }
    last = point;
  }
  return path;
}
