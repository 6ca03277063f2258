'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Kbd } from '@/components/ui/kbd';
import { useShortcut } from '@/components/ui/shortcuts';
import { Tooltip } from '@/components/ui/tooltip';
import type { TaskView } from '@/lib/contracts/task';
import { FindTask } from './find-task';
import type { Viewport } from './use-viewport';

interface GraphToolsProps {
  tasks: readonly TaskView[];
  viewport: Viewport;
  onFind: (key: string) => void;
}

export function GraphTools({ tasks, viewport, onFind }: GraphToolsProps) {
  const [finding, setFinding] = useState(false);
  useShortcut('/', 'Find a task', () => setFinding(true), { group: 'Graph' });
  useShortcut('f', 'Fit the graph', viewport.fit, { group: 'Graph' });
  return (
    <div className="absolute bottom-4 left-4 z-10">
      {finding ? (
        <FindTask
          tasks={tasks}
          onClose={() => setFinding(false)}
          onFind={(key) => {
            setFinding(false);
            viewport.show(key);
            onFind(key);
          }}
        />
      ) : null}
      <div className="flex gap-1 rounded-lg border border-line bg-raised p-1 shadow-float">
        <IconButton label="Zoom out" onClick={() => viewport.zoom('out')}>
          <span aria-hidden>−</span>
        </IconButton>
        <IconButton label="Zoom in" onClick={() => viewport.zoom('in')}>
          <span aria-hidden>+</span>
        </IconButton>
        <Tooltip label="Show all of the graph" shortcut="F">
          <Button variant="quiet" onClick={viewport.fit}>
            Fit
          </Button>
        </Tooltip>
        <Tooltip label="Keep the running tasks in sight">
          <Button
            variant="quiet"
            aria-pressed={viewport.following}
            onClick={() => viewport.setFollowing(!viewport.following)}
            className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
          >
            Follow
          </Button>
        </Tooltip>
        <Button variant="quiet" aria-expanded={finding} onClick={() => setFinding(!finding)}>
          Find <Kbd>/</Kbd>
        </Button>
      </div>
    </div>
  );
}
