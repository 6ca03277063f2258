'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { Kbd } from '@/components/ui/kbd';
import { useShortcut } from '@/components/ui/shortcuts';
import { Tooltip } from '@/components/ui/tooltip';
import type { TaskView } from '@/lib/contracts/task';
import { FindTask } from './find-task';
import { GroupMenu } from './group-menu';
import type { Groups } from './use-groups';
import type { Viewport } from './use-viewport';

interface GraphToolsProps {
  tasks: readonly TaskView[];
  viewport: Viewport;
  groups: Groups;
  onGroup: (id: string) => void;
  onFind: (key: string) => void;
}

export function GraphTools({ tasks, viewport, groups, onGroup, onFind }: GraphToolsProps) {
  const [finding, setFinding] = useState(false);
  const follow = () => viewport.setFollowing(!viewport.following);
  useShortcut('/', 'Find a task', () => setFinding(true), { group: 'Graph' });
  useShortcut('0', 'Fit the graph', viewport.fit, { group: 'Graph' });
  useShortcut('l', 'Follow what runs, or stop', follow, { group: 'Graph' });
  return (
    <div className="absolute bottom-4 left-4 z-10">
      {finding ? (
        <FindTask
          tasks={tasks}
          onClose={() => setFinding(false)}
          onFind={(key) => {
            setFinding(false);
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
        <Tooltip label="Show all of the graph" shortcut="0">
          <Button variant="quiet" onClick={viewport.fit}>
            Fit
          </Button>
        </Tooltip>
        <Tooltip label="Keep the running tasks in sight" shortcut="L">
          <Button
            variant="quiet"
            aria-pressed={viewport.following}
            onClick={follow}
            className="aria-pressed:bg-accent-soft aria-pressed:text-accent"
          >
            Follow
          </Button>
        </Tooltip>
        {groups.all.length > 0 ? <GroupMenu groups={groups} onGroup={onGroup} /> : null}
        <Button variant="quiet" aria-expanded={finding} onClick={() => setFinding(!finding)}>
          Find <Kbd>/</Kbd>
        </Button>
      </div>
    </div>
  );
}
