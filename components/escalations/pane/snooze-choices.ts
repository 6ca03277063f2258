const MINUTE_MS = 60_000;

interface SnoozeChoice {
  label: string;
  untilMs: number;
}

/** Times to put something off until; none beyond its deadline. */
export function snoozeChoices(nowMs: number, deadlineAt: string | null): SnoozeChoice[] {
  const morning = new Date(nowMs);
  morning.setDate(morning.getDate() + 1);
  morning.setHours(9, 0, 0, 0);
  const choices: SnoozeChoice[] = [
    { label: 'For 10 min', untilMs: nowMs + 10 * MINUTE_MS },
    { label: 'For 30 min', untilMs: nowMs + 30 * MINUTE_MS },
    { label: 'For 1 h', untilMs: nowMs + 60 * MINUTE_MS },
    { label: 'For 4 h', untilMs: nowMs + 240 * MINUTE_MS },
    { label: 'Until tomorrow, 9:00', untilMs: morning.getTime() },
  ];
  const deadline = deadlineAt === null ? Number.POSITIVE_INFINITY : Date.parse(deadlineAt);
  return choices.filter(({ untilMs }) => untilMs < deadline);
}
