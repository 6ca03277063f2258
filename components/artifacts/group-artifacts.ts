import type { ArtifactSummary } from '@/lib/contracts/artifact';
import type { TaskView } from '@/lib/contracts/task';

/** One name of one task with its versions, newest first. */
export interface ArtifactEntry {
  latest: ArtifactSummary;
  versions: ArtifactSummary[];
}
export interface ArtifactGroup {
  /** Null: the inputs of the run. */
  taskKey: string | null;
  title: string;
  entries: ArtifactEntry[];
}

/** Inputs first, then by task in the run's order; within a task by name. */
export function groupArtifacts(artifacts: readonly ArtifactSummary[], tasks: readonly Pick<TaskView, 'key' | 'title'>[]): ArtifactGroup[] {
  const byTask = new Map<string | null, Map<string, ArtifactSummary[]>>();
  for (const artifact of artifacts) {
    const names = byTask.get(artifact.taskKey) ?? new Map<string, ArtifactSummary[]>();
    byTask.set(artifact.taskKey, names);
    const versions = names.get(artifact.name) ?? [];
    names.set(artifact.name, versions);
    versions.push(artifact);
  }
  const titles = new Map(tasks.map((task, index) => [task.key, { title: task.title, index }]));
  const place = (key: string | null) => (key === null ? -1 : (titles.get(key)?.index ?? tasks.length));
  return [...byTask]
    .sort(([a], [b]) => place(a) - place(b))
    .map(([taskKey, names]) => ({
      taskKey,
      title: taskKey === null ? 'Inputs' : (titles.get(taskKey)?.title ?? taskKey),
      entries: [...names.values()]
        .flatMap((versions) => {
          const sorted = versions.toSorted((a, b) => b.version - a.version);
          const latest = sorted[0];
          return latest ? [{ latest, versions: sorted }] : [];
        })
        .sort((a, b) => (a.latest.name < b.latest.name ? -1 : 1)),
    }));
}
