import type { KeyboardEvent, PointerEvent, ReactNode } from 'react';
import { useRememberedNumber } from '@/components/ui/use-remembered';

const DEFAULT_PX = 456;
const MIN_PX = 340;
const MAX_PX = 960;
const STEP_PX = 24;

/** The drawer's width in pixels, as this browser remembers it, and the handle at its left edge: dragged, or moved with the arrow keys. */
export function useDrawerWidth(): { width: number; handle: ReactNode } {
  const [stored, setWidth] = useRememberedNumber('drawer.width');
  const within = (next: number) => Math.round(Math.min(MAX_PX, Math.max(MIN_PX, next)));
  const width = within(stored ?? DEFAULT_PX);
  const change = (next: number) => setWidth(within(next));
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    event.preventDefault();
  };
  const onPointerMove = (event: PointerEvent<HTMLDivElement>) => {
    const drawer = event.currentTarget.parentElement;
    if (!event.currentTarget.hasPointerCapture(event.pointerId) || !drawer) return;
    change(drawer.getBoundingClientRect().right - event.clientX);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    change(width + (event.key === 'ArrowLeft' ? STEP_PX : -STEP_PX));
    // The page's own arrow keys move between tasks.
    event.preventDefault();
  };
  const handle = (
    // biome-ignore lint/a11y/useSemanticElements: a separator that moves is a widget, which hr is not
    <div
      role="separator"
      tabIndex={0}
      aria-orientation="vertical"
      aria-label="Width of the drawer"
      aria-valuenow={width}
      aria-valuemin={MIN_PX}
      aria-valuemax={MAX_PX}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onKeyDown={onKeyDown}
      onDoubleClick={() => setWidth(DEFAULT_PX)}
      className="absolute inset-y-0 -left-1 z-20 w-2 cursor-col-resize touch-none hover:bg-accent/25 focus-visible:bg-accent/25 max-sm:hidden"
    />
  );
  return { width, handle };
}
