'use client';
import { X } from 'lucide-react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { StateIcon } from '@/components/ui/state-icon';
import { stateLabel, toState } from '@/components/ui/states';
import { plural } from '@/lib/format/count';
import { useEdit } from '../edit-store';
import { areFieldsOpen, lockOfSides } from '../locks';
import { BranchFields } from './branch-fields';
import { GateFields } from './gate-fields';
import { ManyFields } from './many-fields';
import { NothingSelected } from './nothing-selected';
import { usePanel, useTaskSides } from './panel-context';
import { isSame } from './stage-change';
import { TaskFields } from './task-fields';

/** Beside the canvas: the task that is open, several at once, or what one can do. */
export function EditorPanel() {
  const { store } = usePanel();
  // At once: what is typed right behind a key must not end in the fields of the task before.
  const openKey = useEdit(store, (state) => state.openKey);
  const selection = useEdit(store, (state) => state.selection);
  const many = selection.size > 1 ? [...selection] : null;
  if (many) {
    return (
      <PanelShape title={plural(many.length, 'task')} onClose={() => store.select([])}>
        <ManyFields key={many.join(' ')} keys={many} />
      </PanelShape>
    );
  }
  const key = openKey ?? [...selection][0] ?? null;
  if (key !== null) return <OneTask key={key} id={key} />;
  return (
    <PanelShape title="Edit the graph" className="max-lg:hidden">
      <NothingSelected />
    </PanelShape>
  );
}

function OneTask({ id }: { id: string }) {
  const { store } = usePanel();
  const { now, was } = useTaskSides(id);
  const rerun = useEdit(store, (state) => state.rerunInvalidated);
  const lock = lockOfSides(now, was, rerun);
  const task = now ?? was;
  if (!task) return null;
  const close = () => {
    store.open(null);
    store.select([]);
  };
  const panelTask = { now: task, was, disabled: !areFieldsOpen(lock), wired: lock.level === 'closed' };
  const kindWord = task.kind === 'agent' ? 'task' : task.kind;
  const changed = now && was && !isSame({ ...now, status: null, invalidated: null }, { ...was, status: null, invalidated: null });
  return (
    <PanelShape
      title={task.title}
      onClose={close}
      badge={
        now && !was ? (
          <Badge tone="good">new {kindWord}</Badge>
        ) : !now ? (
          <Badge tone="bad">removed</Badge>
        ) : (
          <>
            {changed ? <Badge tone="warn">changed</Badge> : null}
            {task.kind === 'agent' ? null : <Badge>{kindWord}</Badge>}
          </>
        )
      }
      under={
        <p className="flex items-center gap-1.5 text-faint text-xs">
          {was && !store.isTemplate ? (
            <>
              <StateIcon state={toState(was.status)} size={12} decorative />
              <span>{stateLabel(toState(was.status))}</span>
              <span aria-hidden>·</span>
            </>
          ) : null}
          <code className="min-w-0 truncate text-xs">{task.key}</code>
        </p>
      }
    >
      {lock.why ? (
        <div className="grid gap-1.5 rounded-md bg-sunken px-3 py-2 text-muted text-xs">
          <p>{lock.why}</p>
          {lock.rerunOpens ? (
            <Button size="sm" className="justify-self-start" onClick={() => store.setOptions({ rerunInvalidated: true })}>
              Let finished tasks run again
            </Button>
          ) : null}
        </div>
      ) : null}
      {task.kind === 'gate' ? (
        <GateFields task={panelTask} />
      ) : task.kind === 'branch' ? (
        <BranchFields task={panelTask} />
      ) : (
        <TaskFields task={panelTask} />
      )}
    </PanelShape>
  );
}

interface PanelShapeProps {
  title: string;
  badge?: React.ReactNode;
  under?: React.ReactNode;
  onClose?: () => void;
  className?: string;
  children: React.ReactNode;
}

/** A column beside the canvas; a sheet from below where there is no room for one. */
function PanelShape({ title, badge, under, onClose, className = '', children }: PanelShapeProps) {
  return (
    <aside
      aria-label={title}
      data-testid="edit-panel"
      className={`scroll-quiet flex flex-col overflow-y-auto border-line bg-surface max-lg:absolute max-lg:inset-x-0 max-lg:bottom-0 max-lg:z-30 max-lg:max-h-[62%] max-lg:rounded-t-lg max-lg:border-t max-lg:shadow-float lg:w-[380px] lg:shrink-0 lg:border-l ${className}`}
    >
      <header className="sticky top-0 z-10 grid gap-0.5 border-transparent border-b bg-surface px-4 pt-3 pb-2">
        <div className="flex items-start gap-2">
          <h2 className="min-w-0 flex-1 text-sm leading-7 [overflow-wrap:anywhere]">{title}</h2>
          <span className="flex h-7 items-center gap-1">{badge}</span>
          {onClose ? (
            <Button
              variant="quiet"
              aria-label="Close the panel"
              onClick={onClose}
              className="-mr-1.5 aspect-square px-0 pointer-coarse:px-0"
            >
              <X size={15} aria-hidden />
            </Button>
          ) : null}
        </div>
        {under}
      </header>
      <div className="grid grid-cols-[minmax(0,1fr)] content-start gap-3.5 px-4 pt-1 pb-5">{children}</div>
    </aside>
  );
}
