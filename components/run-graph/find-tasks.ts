import type { TaskView } from '@/lib/contracts/task';

/** Tasks that hold every word in title, key, role or status; titles that begin with the text first. At most `limit`. */
export function findTasks(tasks: readonly TaskView[], text: string, limit: number): TaskView[] {
  const wanted = text.trim().toLowerCase();
  const words = wanted.split(/\s+/).filter(Boolean);
  const found = tasks.filter((task) => {
    const held = `${task.title} ${task.key} ${task.role} ${task.status}`.toLowerCase();
    return words.every((word) => held.includes(word));
  });
  const first = (task: TaskView) => (task.title.toLowerCase().startsWith(wanted) ? 0 : 1);
  return found.sort((a, b) => first(a) - first(b)).slice(0, limit);
}
