'use client';
import { type PointerEvent, useLayoutEffect, useRef } from 'react';
import { eventWords } from './event-words';
import type { PlayheadStore } from './playhead-store';
import { clockText } from './time-scale';
import { msAtSeq, type TimelineModel } from './timeline-model';
import type { TimeView } from './use-time-view';

interface PlayheadLineProps {
  model: TimelineModel;
  view: TimeView;
  endMs: number;
  playhead: PlayheadStore;
  onGrab: (event: PointerEvent) => void;
}

/** The moment that is looked at, and a veil over what came later. It is moved by hand, outside of React. */
export function PlayheadLine({ model, view, endMs, playhead, onGrab }: PlayheadLineProps) {
  const line = useRef<HTMLDivElement>(null);
  const veil = useRef<HTMLDivElement>(null);
  const flag = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const draw = () => {
      const { seq, ms } = playhead.get();
      const shownSeq = seq ?? model.lastSeq;
      const atMs = seq === null ? endMs : (ms ?? msAtSeq(model, seq));
      const x = view.xOf(atMs);
      const inSight = x >= -1 && x <= view.widthPx + 1;
      if (!line.current || !veil.current || !flag.current) return;
      line.current.style.transform = `translateX(${x}px)`;
      line.current.style.visibility = inSight ? 'visible' : 'hidden';
      veil.current.style.transform = `translateX(${Math.max(0, x)}px)`;
      veil.current.style.visibility = seq === null || x > view.widthPx ? 'hidden' : 'visible';
      const half = flag.current.offsetWidth / 2;
      const shift = Math.min(0, view.widthPx - x - half - 4) + Math.max(0, half - x - 140);
      flag.current.style.transform = `translateX(calc(-50% + ${shift}px))`;
      flag.current.textContent = seq === null ? 'now' : `${clockText(msAtSeq(model, seq))} · #${seq}`;
      line.current.setAttribute('aria-valuenow', String(shownSeq));
      line.current.setAttribute(
        'aria-valuetext',
        seq === null ? 'Now' : `${clockText(msAtSeq(model, seq))}, event ${seq}: ${eventWords(model, seq)}`,
      );
    };
    draw();
    return playhead.subscribe(draw);
  }, [model, view, endMs, playhead]);
  return (
    <>
      <div ref={veil} aria-hidden className="absolute top-[58px] bottom-0 left-0 w-full bg-canvas/60" />
      <div
        ref={line}
        role="slider"
        tabIndex={0}
        aria-label="Playhead"
        aria-valuemin={1}
        aria-valuemax={model.lastSeq}
        aria-valuenow={model.lastSeq}
        onPointerDown={onGrab}
        className="group/head pointer-events-auto absolute inset-y-0 left-0 -ml-2 w-4 cursor-ew-resize touch-none outline-none"
      >
        <span aria-hidden className="absolute inset-y-0 left-[7px] w-0.5 bg-fg group-focus-visible/head:bg-accent" />
        <div
          ref={flag}
          aria-hidden
          data-testid="playhead-flag"
          className="num absolute top-[31px] left-1/2 whitespace-nowrap rounded-sm bg-fg px-1.5 font-semibold text-[11px] text-surface leading-[18px] group-focus-visible/head:outline-2 group-focus-visible/head:outline-focus group-focus-visible/head:outline-offset-2"
        />
      </div>
    </>
  );
}
