/** "Mon 23 Nov, 09:00" in a zone. */
export function formatDue(iso: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-GB', {
    weekday: 'short',
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
  });
  return iso === '' ? '' : parts.format(new Date(iso));
}
