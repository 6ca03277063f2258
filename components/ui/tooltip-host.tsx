'use client';
import { useEffect, useState } from 'react';
import { Kbd } from './kbd';
import { placeTooltip } from './place-tooltip';
import type { TooltipSide } from './tooltip';

const OPEN_MS = 350;
/** Shortly after one tooltip the next opens at once: the reader is going along a row of buttons. */
const WARM_MS = 300;

interface Tip {
  label: string;
  keys: string | undefined;
  side: TooltipSide;
  target: DOMRect;
}

const tipOf = (element: HTMLElement): Tip => ({
  label: element.dataset.tip ?? '',
  keys: element.dataset.tipKeys,
  side: (element.dataset.tipSide as TooltipSide | undefined) ?? 'top',
  target: element.getBoundingClientRect(),
});

/** Listens to the whole page; `show(null)` hides. Returns what ends it. */
function watchTips(show: (tip: Tip | null) => void): () => void {
  let current: HTMLElement | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let hiddenAtMs = Number.NEGATIVE_INFINITY;
  const hide = () => {
    clearTimeout(timer);
    if (current) hiddenAtMs = performance.now();
    current = null;
    show(null);
  };
  const markedAt = (event: Event) => (event.target instanceof Element ? event.target.closest<HTMLElement>('[data-tip]') : null);
  const onOver = (event: PointerEvent) => {
    const element = event.pointerType === 'touch' ? null : markedAt(event);
    if (element === current) return;
    const isWarm = current !== null || performance.now() - hiddenAtMs < WARM_MS;
    if (current) hide();
    current = element;
    clearTimeout(timer);
    if (element) timer = setTimeout(() => element.isConnected && show(tipOf(element)), isWarm ? 0 : OPEN_MS);
  };
  const onFocus = (event: FocusEvent) => {
    const element = markedAt(event);
    if (!element?.matches(':focus-visible')) return;
    current = element;
    show(tipOf(element));
  };
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && current) hide();
  };
  const abort = new AbortController();
  const { signal } = abort;
  document.addEventListener('pointerover', onOver, { signal });
  document.addEventListener('focusin', onFocus, { signal });
  document.addEventListener('focusout', hide, { signal });
  document.addEventListener('pointerdown', hide, { signal });
  document.addEventListener('keydown', onKey, { signal, capture: true });
  document.addEventListener('scroll', () => current && hide(), { signal, capture: true, passive: true });
  return () => {
    clearTimeout(timer);
    abort.abort();
  };
}

/** Draws the tooltip of whatever is under the pointer or has the keyboard's focus. One on a page. */
export function TooltipHost() {
  const [tip, setTip] = useState<Tip | null>(null);
  // The page's own events are the external system.
  useEffect(() => watchTips(setTip), []);
  if (!tip) return null;
  return (
    <div
      ref={(node) => {
        if (!node) return;
        const { left, top } = placeTooltip(
          tip.side,
          tip.target,
          { width: node.offsetWidth, height: node.offsetHeight },
          { width: window.innerWidth, height: window.innerHeight },
        );
        node.style.translate = `${left}px ${top}px`;
      }}
      role="tooltip"
      className="pointer-events-none fixed top-0 left-0 z-60 flex w-max max-w-72 animate-fade items-center gap-2 rounded-md border border-line bg-raised px-2 py-1 text-fg text-xs shadow-float"
    >
      {tip.label}
      {tip.keys ? <Kbd>{tip.keys}</Kbd> : null}
    </div>
  );
}
