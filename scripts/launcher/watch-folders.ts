import { type FSWatcher, readdirSync, statSync, watch } from 'node:fs';
import { join } from 'node:path';

/** Editors write a file in several steps, and git many files at once. */
const SETTLED_AFTER_MS = 150;

/** Whether a saved file is part of what runs: no test, nothing that an editor keeps beside the file. */
export function isSource(path: string): boolean {
  return /\.(?:[cm]?js|tsx?|json|sql)$/.test(path) && !/\.test\.tsx?$/.test(path) && !/(?:^|[\\/])\.[^\\/]+$/.test(path);
}

/**
 * Calls `onChange` once for each burst of saved sources, with their paths relative to `root`. Each folder has a watcher of its own:
 * Node 20's recursive one loses a file that an editor or git put in the place of another.
 * @returns stops watching.
 */
export function watchFolders(options: {
  root: string;
  folders: readonly string[];
  onChange: (paths: string[]) => void;
  onError: (error: unknown) => void;
}): () => void {
  const changed = new Set<string>();
  const watchers = new Map<string, FSWatcher>();
  let timer: NodeJS.Timeout | undefined;
  const note = (path: string) => {
    changed.add(path);
    clearTimeout(timer);
    timer = setTimeout(() => {
      const paths = [...changed].sort();
      changed.clear();
      options.onChange(paths);
    }, SETTLED_AFTER_MS);
  };
  const forget = (folder: string) => {
    watchers.get(folder)?.close();
    watchers.delete(folder);
  };
  const look = (path: string) => {
    if (isFolder(join(options.root, path))) {
      // A folder that is new, or that took the place of another.
      forget(path);
      for (const file of enter(path)) note(file);
      return;
    }
    if (watchers.has(path)) forget(path);
    else if (isSource(path)) note(path);
  };
  /** @returns the sources in it. */
  const enter = (folder: string): string[] => {
    const full = join(options.root, folder);
    const watcher = watch(full, (_event, name) => name !== null && look(join(folder, name)));
    watcher.on('error', (error) => {
      forget(folder);
      if (isFolder(full)) options.onError(error);
    });
    watchers.set(folder, watcher);
    return readdirSync(full, { withFileTypes: true }).flatMap((entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return enter(path);
      return isSource(path) ? [path] : [];
    });
  };
  for (const folder of options.folders) enter(folder);
  return () => {
    clearTimeout(timer);
    for (const watcher of watchers.values()) watcher.close();
  };
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
