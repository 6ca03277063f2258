/** The part of time in sight, in ms since the start. */
export interface TimeSpan {
  fromMs: number;
  toMs: number;
}

export interface Tick {
  ms: number;
  text: string;
}

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** Distances that a reader can count in. */
const STEPS = [
  ...[1, 2, 5, 10, 20, 50, 100, 200, 500],
  ...[1, 2, 5, 10, 15, 30].map((each) => each * SECOND),
  ...[1, 2, 5, 10, 15, 30].map((each) => each * MINUTE),
  ...[1, 2, 3, 6, 12].map((each) => each * HOUR),
  ...[1, 2, 7, 14, 30, 90, 365].map((each) => each * DAY),
];
export const SHORTEST_MS = 20;

/** Ticks at round times, at least `apartPx` from each other. */
export function ticksOf({ fromMs, toMs }: TimeSpan, widthPx: number, apartPx = 84): Tick[] {
  const perPx = (toMs - fromMs) / Math.max(1, widthPx);
  const step = STEPS.find((each) => each / perPx >= apartPx) ?? 365 * DAY;
  const ticks: Tick[] = [];
  for (let at = Math.ceil(Math.max(0, fromMs) / step) * step; at <= toMs; at += step) ticks.push({ ms: at, text: clockText(at, step) });
  return ticks;
}

const two = (value: number): string => String(value).padStart(2, '0');

/** Time since the start as a clock, as exact as `unitMs` asks: "04:37", "1:02:03", "00:01.250", "2 d 03:00". */
export function clockText(ms: number, unitMs: number = SECOND): string {
  const all = Math.max(0, unitMs < SECOND ? Math.floor(ms) : Math.floor(ms / SECOND) * SECOND);
  const days = Math.floor(all / DAY);
  const hours = Math.floor((all % DAY) / HOUR);
  const minutes = Math.floor((all % HOUR) / MINUTE);
  const seconds = Math.floor((all % MINUTE) / SECOND);
  if (days > 0) return `${days} d ${two(hours)}:${two(minutes)}`;
  const fraction = unitMs < SECOND ? `.${String(all % SECOND).padStart(3, '0')}` : '';
  return `${hours > 0 ? `${hours}:` : ''}${two(minutes)}:${two(seconds)}${fraction}`;
}

/** Closer by `factor` > 1, with the moment `atMs` staying where it is. */
export function zoomed({ fromMs, toMs }: TimeSpan, factor: number, atMs: number, longestMs: number): TimeSpan {
  const length = Math.min(longestMs, Math.max(SHORTEST_MS, (toMs - fromMs) / factor));
  const part = (atMs - fromMs) / (toMs - fromMs);
  const from = atMs - part * length;
  return { fromMs: from, toMs: from + length };
}

export const moved = ({ fromMs, toMs }: TimeSpan, byMs: number): TimeSpan => ({ fromMs: fromMs + byMs, toMs: toMs + byMs });

/** All of it, with a little room at both ends. */
export function wholeSpan(endMs: number): TimeSpan {
  const length = Math.max(endMs, 1_000);
  return { fromMs: -length * 0.012, toMs: length * 1.03 };
}
