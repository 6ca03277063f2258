import { useShortcut } from '@/components/ui/shortcuts';
import type { RunDetail } from '@/lib/contracts/run';
import { nextFailed } from './next-failed';
import { useRunUrl } from './run-url';

/** Opens the next failed task at its cause: from whatever tab, by key or by the figure in the header. */
export function useFailedTask(run: RunDetail): () => void {
  const [url, setUrl] = useRunUrl();
  const go = (direction: 'next' | 'previous') => {
    const key = nextFailed(run.tasks, url.task, direction);
    if (key !== null) void setUrl({ task: key, tab: 'transcript', attempts: null });
  };
  const enabled = run.counts.failed > 0;
  useShortcut('f', 'Next failed task', () => go('next'), { enabled });
  useShortcut('alt+f', 'Previous failed task', () => go('previous'), { enabled });
  return () => go('next');
}
