const two = (value: number): string => String(value).padStart(2, '0');

/** A span of milliseconds as a clock: "0:41", "12:05", "3:07:09", "2 d 4 h"; "0.4 s" below a second. Negative spans read as zero. */
export function formatDuration(ms: number): string {
  if (ms >= 50 && ms < 950) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const minutes = Math.floor(seconds / 60);
  const hours = Math.floor(minutes / 60);
  if (hours >= 24) return `${Math.floor(hours / 24)} d ${hours % 24} h`;
  if (hours > 0) return `${hours}:${two(minutes % 60)}:${two(seconds % 60)}`;
  return `${minutes}:${two(seconds % 60)}`;
}

/** A measured span for tables: "0.12 s", "4.2 s", "38 s", from a minute on as a clock. */
export function formatSeconds(ms: number): string {
  const seconds = ms / 1000;
  if (seconds >= 59.5) return formatDuration(ms);
  return `${seconds.toFixed(seconds < 1 ? 2 : seconds < 10 ? 1 : 0)} s`;
}
