import { explain } from './explain';
import type { Supervised } from './supervise';
import { watchFolders } from './watch-folders';

/**
 * Replaces all processes when a source is saved in one of the folders. What is saved while they are being replaced is taken up
 * by one more replacement.
 * @returns stops that.
 */
export function replaceOnSave(options: {
  root: string;
  folders: readonly string[];
  processes: readonly Supervised[];
  withinMs: number;
}): () => void {
  let again = false;
  let busy = false;
  const replace = async () => {
    again = true;
    if (busy) return;
    busy = true;
    while (again) {
      again = false;
      await Promise.all(options.processes.map((one) => one.replace(options.withinMs)));
    }
    busy = false;
  };
  return watchFolders({
    root: options.root,
    folders: options.folders,
    onChange: (paths) => {
      const more = paths.length > 1 ? ` and ${paths.length - 1} more` : '';
      console.log(`${paths[0]}${more} changed: web and workers start anew.`);
      void replace();
    },
    onError: (error) => console.error(`Saved files are no longer noticed: ${explain(error)}`),
  });
}
