import { watch } from 'node:fs';
import { join } from 'node:path';

/** Editors write a file in several steps, and git many files at once. */
const SETTLED_AFTER_MS = 150;

/** Whether a saved file is part of what runs: no test, nothing that an editor keeps beside the file. */
export function isSource(path: string): boolean {
  return /\.(?:[cm]?js|tsx?|json|sql)$/.test(path) && !/\.test\.tsx?$/.test(path) && !/(?:^|[\\/])\.[^\\/]+$/.test(path);
}

/**
 * Calls `onChange` once for each burst of saved sources, with their paths relative to `root`.
 * @returns stops watching.
 */
export function watchFolders(options: {
  root: string;
  folders: readonly string[];
  onChange: (paths: string[]) => void;
  onError: (error: unknown) => void;
}): () => void {
  const changed = new Set<string>();
  let timer: NodeJS.Timeout | undefined;
  const watchers = options.folders.map((folder) => {
    const watcher = watch(join(options.root, folder), { recursive: true }, (_event, name) => {
      if (name === null || !isSource(name)) return;
      changed.add(join(folder, name));
      clearTimeout(timer);
      timer = setTimeout(() => {
        const paths = [...changed].sort();
        changed.clear();
        options.onChange(paths);
      }, SETTLED_AFTER_MS);
    });
    watcher.on('error', options.onError);
    return watcher;
  });
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers) watcher.close();
  };
}
