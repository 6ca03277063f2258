import type { TooltipSide } from './tooltip';

export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

const GAP_PX = 6;
const EDGE_PX = 8;

const OPPOSITE: Record<TooltipSide, TooltipSide> = { top: 'bottom', bottom: 'top', left: 'right', right: 'left' };

const clamp = (value: number, least: number, most: number): number => Math.max(least, Math.min(value, most));

function at(side: TooltipSide, target: Box, tip: Pick<Box, 'width' | 'height'>): { left: number; top: number } {
  const centerLeft = target.left + target.width / 2 - tip.width / 2;
  const centerTop = target.top + target.height / 2 - tip.height / 2;
  switch (side) {
    case 'top':
      return { left: centerLeft, top: target.top - tip.height - GAP_PX };
    case 'bottom':
      return { left: centerLeft, top: target.top + target.height + GAP_PX };
    case 'left':
      return { left: target.left - tip.width - GAP_PX, top: centerTop };
    case 'right':
      return { left: target.left + target.width + GAP_PX, top: centerTop };
  }
}

/** Where a tooltip stands, in window pixels: on its side where there is room, else opposite, and never outside. */
export function placeTooltip(
  side: TooltipSide,
  target: Box,
  tip: Pick<Box, 'width' | 'height'>,
  view: Pick<Box, 'width' | 'height'>,
): { left: number; top: number } {
  const wanted = at(side, target, tip);
  const hasRoom =
    side === 'left' || side === 'right'
      ? wanted.left >= 0 && wanted.left + tip.width <= view.width
      : wanted.top >= 0 && wanted.top + tip.height <= view.height;
  const place = hasRoom ? wanted : at(OPPOSITE[side], target, tip);
  return {
    left: Math.round(clamp(place.left, EDGE_PX, Math.max(EDGE_PX, view.width - tip.width - EDGE_PX))),
    top: Math.round(clamp(place.top, EDGE_PX, Math.max(EDGE_PX, view.height - tip.height - EDGE_PX))),
  };
}
