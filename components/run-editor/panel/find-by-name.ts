import type { EditableTask } from '@/lib/contracts/edit';

type Named = Pick<EditableTask, 'key' | 'title'>;

/** The task of a key or a title, however it is cased. */
export function findByName<T extends Named>(tasks: readonly T[], text: string): T | null {
  const name = text.trim().toLowerCase();
  return (
    tasks.find((task) => task.key === text.trim()) ??
    tasks.find((task) => task.title.toLowerCase() === name) ??
    tasks.find((task) => task.key.toLowerCase() === name) ??
    null
  );
}

const MOST = 30;

/** Names to offer for what is typed: titles, or keys where two tasks share a title. Those that begin so come first. */
export function matchesFor(tasks: readonly Named[], typed: string, taken: readonly string[]): string[] {
  const wanted = typed.trim().toLowerCase();
  const used = new Set(taken);
  const titles = new Map<string, number>();
  for (const { title } of tasks) titles.set(title, (titles.get(title) ?? 0) + 1);
  const begin: string[] = [];
  const hold: string[] = [];
  for (const { key, title } of tasks) {
    if (used.has(key)) continue;
    const name = titles.get(title) === 1 ? title : key;
    const lower = title.toLowerCase();
    if (lower.startsWith(wanted) || key.toLowerCase().startsWith(wanted)) begin.push(name);
    else if (lower.includes(wanted) || key.toLowerCase().includes(wanted)) hold.push(name);
    if (begin.length >= MOST) break;
  }
  return [...begin, ...hold].slice(0, MOST);
}
