const DAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const SHORT = DAYS.map((day) => day.slice(0, 3).toUpperCase());
const NAMED: Readonly<Record<string, string>> = {
  '@yearly': '0 0 1 1 *',
  '@annually': '0 0 1 1 *',
  '@monthly': '0 0 1 * *',
  '@weekly': '0 0 * * 0',
  '@daily': '0 0 * * *',
  '@midnight': '0 0 * * *',
  '@hourly': '0 * * * *',
};

/** A cron expression of the usual kinds in words; null for the others, whose next times say it better. */
export function describeCron(cron: string): string | null {
  const plain = cron.trim().replace(/\s+/g, ' ');
  const [minute = '', hour = '', day = '', month = '', weekday = '', ...more] = (NAMED[plain.toLowerCase()] ?? plain).split(' ');
  if (more.length > 0 || weekday === '') return null;
  const always = day === '*' && month === '*' && weekday === '*';
  const step = /^(?:\*|0)\/(\d+)$/.exec(minute)?.[1];
  if (always && hour === '*') {
    if (minute === '*') return 'Every minute';
    if (step) return `Every ${step} minutes`;
    if (isNumber(minute)) return minute === '0' ? 'Every hour' : `Every hour at ${minute} past`;
  }
  const hours = /^(?:\*|0)\/(\d+)$/.exec(hour)?.[1];
  if (always && hours && isNumber(minute)) return `Every ${hours} hours`;
  if (!isNumber(minute) || !isNumber(hour)) return null;
  const at = `at ${hour.padStart(2, '0')}:${minute.padStart(2, '0')}`;
  if (always) return `Every day ${at}`;
  if (day === '*' && month === '*') {
    const days = daysOf(weekday);
    return days && `${days} ${at}`;
  }
  if (month === '*' && weekday === '*' && isNumber(day)) return `On day ${day} of each month ${at}`;
  return null;
}

const isNumber = (text: string): boolean => /^\d{1,2}$/.test(text);

function daysOf(weekday: string): string | null {
  const upper = weekday.toUpperCase();
  if (upper === '1-5' || upper === 'MON-FRI') return 'Monday to Friday';
  if (upper === '0,6' || upper === '6,0' || upper === 'SAT,SUN') return 'At weekends';
  const names = upper.split(',').map((part) => DAYS[/^[0-7]$/.test(part) ? Number(part) % 7 : SHORT.indexOf(part)]);
  if (names.some((name) => name === undefined)) return null;
  return names.length === 1 ? `Every ${names[0]}` : names.join(', ').replace(/, ([^,]*)$/, ' and $1');
}
