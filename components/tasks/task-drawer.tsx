'use client';
import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import dynamic from 'next/dynamic';
import { type CSSProperties, type ReactNode, useEffect, useMemo, useRef } from 'react';
import { Badge } from '@/components/ui/badge';
import { Duration } from '@/components/ui/duration';
import { ErrorState } from '@/components/ui/error-state';
import { IconButton } from '@/components/ui/icon-button';
import { Money } from '@/components/ui/money';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import { StateLabel } from '@/components/ui/state-label';
import { toState } from '@/components/ui/states';
import { TabPanel, Tabs } from '@/components/ui/tabs';
import type { ArtifactSummary } from '@/lib/contracts/artifact';
import type { TaskDetail, TaskView } from '@/lib/contracts/task';
import { plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { AttemptsTab } from './attempts-tab';
import { CostTab } from './cost-tab';
import { InvalidatedFlag } from './invalidated-flag';
import { OutputsTab } from './outputs-tab';
import { PromptTab } from './prompt-tab';
import { roleWords } from './role-words';
import { TaskArtifacts } from './task-artifacts';
import { TaskMenu } from './task-menu';
import { TaskRefContext } from './task-ref';
import type { TaskTab } from './task-tabs';
import { Transcript } from './transcript';
import { useDrawerWidth } from './use-drawer-width';
import { VerdictTab } from './verdict-tab';

const ApprovalCards = dynamic(() => import('@/components/approvals/approval-cards').then((module) => module.ApprovalCards), { ssr: false });
const TaskLetter = dynamic(() => import('@/components/dead-letters/task-letter').then((module) => module.TaskLetter), { ssr: false });
const HoldCard = dynamic(() => import('@/components/approvals/hold-card').then((module) => module.HoldCard), { ssr: false });

interface TaskDrawerProps {
  runId: string;
  /** The row of the run, kept up to date by the log. */
  task: TaskView;
  /** What a person is asked about it, above everything else. */
  asks?: ReactNode;
  /** Null: the first that it has. */
  tab: TaskTab | null;
  onTab: (tab: TaskTab) => void;
  /** "1~2": two attempts side by side. */
  compared: string | null;
  onCompare: (attempts: string | null) => void;
  onClose: () => void;
  artifacts: readonly ArtifactSummary[];
  onOpenArtifact: (artifactId: string) => void;
}

/** Everything about one task, beside the graph; a sheet over the whole screen on a phone. */
export function TaskDrawer(props: TaskDrawerProps) {
  const { runId, task, asks, tab: asked, onTab, compared, onCompare, onClose, artifacts, onOpenArtifact } = props;
  const trpc = useTRPC();
  const query = useQuery(trpc.tasks.get.queryOptions({ runId, key: task.key }));
  const { width, handle } = useDrawerWidth();
  const panel = useRef<HTMLElement>(null);
  // On a phone the sheet covers what had the focus. Where nothing has it, a key opened the task: Tab goes on inside.
  useEffect(() => {
    const isFree = document.activeElement === null || document.activeElement === document.body;
    if (isFree || window.matchMedia('(max-width: 639px)').matches) panel.current?.focus({ preventScroll: true });
  }, []);
  const ref = useMemo(() => ({ runId, key: task.key }), [runId, task.key]);
  const hasOutputs = Boolean(query.data?.outputsSchema);
  const tab = tabOf(asked, task, query.data);
  const verdictTab = verdictTabOf(task, query.data);
  // Gates and branches leave nothing but what they came to.
  const isAgent = task.kind === 'agent';
  const own = artifacts.filter((artifact) => artifact.taskKey === task.key);
  return (
    <aside
      ref={panel}
      tabIndex={-1}
      aria-label={`Task ${task.title}`}
      data-testid="task-drawer"
      style={{ '--drawer': `${width}px` } as CSSProperties}
      className="relative flex min-h-0 flex-col border-line bg-surface outline-none max-sm:fixed max-sm:inset-0 max-sm:z-30 sm:w-(--drawer) sm:max-w-[72vw] sm:shrink-0 sm:border-l"
    >
      {handle}
      <Header runId={runId} task={task} detail={query.data} onClose={onClose} />
      {asks}
      {task.waitingFor === 'approval' || task.waitingFor === 'outcome_unknown' ? <ApprovalCards runId={runId} taskKey={task.key} /> : null}
      {task.waitingFor === 'irreversible' ? (
        <div className="shrink-0 border-line border-b px-4 pb-3">
          <HoldCard runId={runId} task={task} />
        </div>
      ) : null}
      {task.status === 'FAILED' ? <TaskLetter key={`${task.key} ${task.finishedAt}`} runId={runId} taskKey={task.key} /> : null}
      <Tabs
        value={tab}
        onValueChange={onTab}
        aria-label="About this task"
        listClassName="px-4"
        className="flex min-h-0 flex-1 flex-col"
        tabs={[
          ...(verdictTab && !isAgent ? [verdictTab] : []),
          ...(asksModel(task) ? [{ value: 'transcript' as const, label: 'Transcript' }] : []),
          ...(asksModel(task) ? [{ value: 'prompt' as const, label: 'Prompt' }] : []),
          ...(verdictTab && isAgent ? [verdictTab] : []),
          ...(hasOutputs ? [{ value: 'outputs' as const, label: 'Outputs' }] : []),
          ...(isAgent ? [{ value: 'artifacts' as const, label: 'Artifacts', ...(own.length > 0 ? { count: own.length } : {}) }] : []),
          { value: 'attempts', label: 'Attempts', ...(task.attempt > 1 ? { count: task.attempt } : {}) },
          { value: 'cost', label: 'Cost' },
        ]}
      >
        <TabPanel
          key={task.key}
          value={tab}
          className={tab === 'transcript' ? 'min-h-0 flex-1' : 'scroll-quiet min-h-0 flex-1 overflow-y-auto px-4 py-3.5'}
        >
          {query.data ? (
            <TaskRefContext value={ref}>
              <Panel
                tab={tab}
                onTab={onTab}
                task={query.data}
                live={task}
                compared={compared}
                onCompare={onCompare}
                artifacts={own}
                onOpenArtifact={onOpenArtifact}
              />
            </TaskRefContext>
          ) : query.isError ? (
            <ErrorState title="Could not load the task" onRetry={() => void query.refetch()} retrying={query.isFetching}>
              {explainError(readError(query.error))}
            </ErrorState>
          ) : (
            <PanelSkeleton />
          )}
        </TabPanel>
      </Tabs>
    </aside>
  );
}

function Panel(props: {
  tab: TaskTab;
  onTab: (tab: TaskTab) => void;
  compared: string | null;
  onCompare: (attempts: string | null) => void;
  task: TaskDetail;
  live: TaskView;
  artifacts: readonly ArtifactSummary[];
  onOpenArtifact: (artifactId: string) => void;
}) {
  switch (props.tab) {
    case 'verdict':
      return <VerdictTab task={props.task} />;
    case 'transcript':
      return <Transcript task={props.task} live={props.live} onPrompt={() => props.onTab('prompt')} />;
    case 'prompt':
      return <PromptTab task={props.task} />;
    case 'outputs':
      return <OutputsTab task={props.task} />;
    case 'artifacts':
      return <TaskArtifacts artifacts={props.artifacts} status={props.task.status} onOpen={props.onOpenArtifact} />;
    case 'attempts':
      return <AttemptsTab task={props.task} compared={props.compared} onCompare={props.onCompare} />;
    case 'cost':
      return <CostTab task={props.task} />;
  }
}

/** A condition and a person are asked nothing in words. */
function asksModel({ kind, gate }: TaskView): boolean {
  return kind === 'agent' || (gate != null && gate.type !== 'expression' && gate.type !== 'human');
}

function verdictTabOf({ kind }: TaskView, detail: TaskDetail | undefined): { value: 'verdict'; label: string; count?: number } | null {
  if (kind === 'gate') return { value: 'verdict', label: 'Verdict' };
  if (kind === 'branch') return { value: 'verdict', label: 'Choice' };
  const rounds = detail?.sentBack.length ?? 0;
  return rounds > 0 ? { value: 'verdict', label: 'Sent back', count: rounds } : null;
}

/** The one asked for; a link may name a tab that this task does not have. */
function tabOf(asked: TaskTab | null, task: TaskView, detail: TaskDetail | undefined): TaskTab {
  const first = task.kind === 'agent' ? 'transcript' : 'verdict';
  const lacks: Partial<Record<TaskTab, boolean>> = {
    verdict: detail !== undefined && verdictTabOf(task, detail) === null,
    transcript: !asksModel(task),
    prompt: !asksModel(task),
    outputs: detail !== undefined && !detail.outputsSchema,
    artifacts: task.kind !== 'agent',
  };
  return asked === null || lacks[asked] ? first : asked;
}

function Header({ runId, task, detail, onClose }: { runId: string; task: TaskView; detail: TaskDetail | undefined; onClose: () => void }) {
  return (
    <header className="@container px-4 pt-3 pb-1.5">
      <div className="flex items-start gap-2">
        <h2 className="mt-1 line-clamp-2 min-w-0 flex-1 text-sm pointer-coarse:mt-2" title={`${task.title} (${task.key})`}>
          {task.title}
        </h2>
        <TaskMenu runId={runId} taskKey={task.key} />
        <IconButton label="Close" shortcut="esc" onClick={onClose} className="-mr-1.5">
          <X size={16} aria-hidden />
        </IconButton>
      </div>
      <p className="mt-0.5 flex flex-wrap items-center gap-x-1.5 gap-y-1 text-muted">
        <StateLabel state={toState(task.status)} />
        <span>· {roleWords(task)}</span>
        {task.invalidated ? <InvalidatedFlag /> : null}
        {task.startedAt ? <Times from={task.startedAt} to={task.finishedAt} running={task.status === 'RUNNING'} /> : null}
        {task.turns > 0 ? <span className="num">· {plural(task.turns, 'turn')}</span> : null}
        {task.turns > 0 ? (
          <span>
            · <Money usd={task.costUsd} />
          </span>
        ) : null}
        {task.attempt > 0 ? <Badge tone={task.attempt > 1 ? 'warn' : 'neutral'}>attempt {task.attempt}</Badge> : null}
        <Badge className="max-w-52 truncate">
          {task.tier}
          {detail ? ` · ${detail.model}` : ''}
        </Badge>
      </p>
    </header>
  );
}

function Times({ from, to, running }: { from: string; to: string | null; running: boolean }) {
  if (running) {
    return (
      <span>
        · started <Duration from={from} to={null} /> ago
      </span>
    );
  }
  return (
    <span>
      · {to ? <Duration from={from} to={to} /> : 'started '}
      <span className={to ? 'ml-1 @max-lg:hidden' : ''}>
        {to ? '· ' : ''}
        <RelativeTime at={to ?? from} />
      </span>
    </span>
  );
}

function PanelSkeleton() {
  return (
    <div className="grid gap-3 px-4 py-4">
      {[92, 78, 86, 40].map((share) => (
        <div key={share} style={{ width: `${share}%` }}>
          <Skeleton />
        </div>
      ))}
    </div>
  );
}
