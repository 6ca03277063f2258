import { expect, it } from 'vitest';
import { placeTooltip } from './place-tooltip';

const view = { width: 400, height: 300 };
const tip = { width: 100, height: 20 };

it.each([
  ['above its target', 'top', { left: 150, top: 100, width: 40, height: 20 }, { left: 120, top: 74 }],
  ['below where there is no room above', 'top', { left: 150, top: 4, width: 40, height: 20 }, { left: 120, top: 30 }],
  ['inside at the left edge', 'top', { left: 0, top: 100, width: 20, height: 20 }, { left: 8, top: 74 }],
  ['inside at the right edge', 'bottom', { left: 380, top: 100, width: 20, height: 20 }, { left: 292, top: 126 }],
  ['left where there is no room at the right', 'right', { left: 350, top: 100, width: 40, height: 20 }, { left: 244, top: 100 }],
] as const)('stands %s', (_, side, target, place) => expect(placeTooltip(side, target, tip, view)).toEqual(place));
