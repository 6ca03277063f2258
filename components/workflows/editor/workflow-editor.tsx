'use client';
import dynamic from 'next/dynamic';
import Link from 'next/link';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { LeaveGuard } from '@/components/agents/leave-guard';
import { FormNote } from '@/components/auth/form-note';
import { GraphSkeleton } from '@/components/run/run-skeleton';
import { Button } from '@/components/ui/button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import type { WorkflowDraft } from '@/lib/contracts/workflow';
import type { Issue } from '@/lib/errors';
import { explainError, readError } from '@/lib/query/read-error';
import { readWorkflowYaml, writeWorkflowYaml } from '@/lib/workflow/workflow-yaml';
import { checkEditor, type EditorDraft, fromEditor, toEditor } from './editor-draft';
import { EditorForm } from './editor-form';
import type { EditorView } from './editor-view';
import { undrawable } from './graph/undrawable';
import { StaleNote } from './stale-note';
import { NewerVersion, useSave } from './use-save';
import { ViewSwitch } from './view-switch';
import { YamlEditor } from './yaml-editor';

// The canvas and its panel are as much as the rest of the editor together.
const GraphView = dynamic(() => import('./graph/graph-view'), { ssr: false, loading: GraphSkeleton });

interface WorkflowEditorProps {
  start: EditorDraft;
  /** Null: it is new. */
  baseVersion: number | null;
  startView?: EditorView;
}

/** A workflow as a form, as a graph and as a file; what is written in one stands in the others. */
export function WorkflowEditor({ start, baseVersion, startView = 'form' }: WorkflowEditorProps) {
  const [draft, setDraft] = useState(start);
  const [view, setView] = useState(() => (startView === 'graph' && undrawable(start.tasks).length > 0 ? 'form' : startView));
  const [yaml, setYaml] = useState(() => (startView === 'yaml' && start.goal !== '' ? fileOf(start) : ''));
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const [notes, setNotes] = useState<string[]>([]);
  /** The version that somebody saved meanwhile. */
  const [newer, setNewer] = useState<number | null>(null);
  /** What was typed in the graph's panel and cannot be taken over. */
  const [unsettled, setUnsettled] = useState<readonly string[]>([]);
  const [isTouched, setIsTouched] = useState(false);
  const rootRef = useRef<HTMLDivElement>(null);
  const isNew = baseVersion === null;
  const deferred = useDeferredValue(yaml);
  const reading = useMemo(() => (view === 'yaml' ? readWorkflowYaml(deferred) : null), [view, deferred]);
  const save = useSave();
  const isBusy = save.isPending || save.isSuccess;

  const errorAt = (path: string) => issues.find((issue) => issue.path === path || issue.path.startsWith(`${path}.`))?.message;
  const show = (found: readonly Issue[], others: string[]) => {
    flushSync(() => {
      setIssues(found);
      setNotes(others);
    });
    rootRef.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  };
  const change = (next: EditorDraft) => {
    setDraft(next);
    setIsTouched(true);
    // What was found is looked for again, so that a mended field says so at once.
    if (issues.length > 0) {
      const checked = checkEditor(next);
      setIssues(checked.ok ? [] : checked.issues);
    }
  };
  const changeFile = (next: string) => {
    setYaml(next);
    setIsTouched(true);
  };
  const toView = (next: EditorView) => {
    if (next === view) return;
    if (unsettled.length > 0) return setNotes(['Mend this in the graph first, or put it back:', ...unsettled]);
    let now = draft;
    if (view === 'yaml') {
      const { draft: read } = readWorkflowYaml(yaml);
      if (read) now = { ...toEditor(read), ...(isNew ? {} : { key: draft.key }) };
      else if (yaml.trim() !== '') return setNotes([`Mend the problems of the file first: the ${next} can only show what can be read.`]);
    }
    const faults = next === 'graph' ? undrawable(now.tasks) : [];
    if (faults.length > 0) return setNotes(['The tasks cannot be drawn yet:', ...faults.map((fault) => wordsOf(fault, now))]);
    setDraft(now);
    if (next === 'yaml') setYaml(fileOf(now));
    setNotes([]);
    setIssues([]);
    setView(next);
  };
  const submit = (onVersion: number | null = baseVersion) => {
    if (isBusy) return;
    if (unsettled.length > 0) return show([], ['Mend this in the graph first, or put it back:', ...unsettled]);
    const read = view === 'yaml' ? readWorkflowYaml(yaml) : null;
    if (read && !read.workflow)
      return show([], read.problems.length > 0 ? ['The file has problems: each stands below with its line.'] : []);
    const checked = read?.workflow ? { ok: true as const, draft: read.workflow } : checkEditor(draft);
    if (!checked.ok) return show(checked.issues, view === 'graph' ? checked.issues.map((issue) => wordsOf(issue, draft)) : []);
    if (!isNew && checked.draft.key !== start.key)
      return show(
        [{ path: 'key', message: '' }],
        [`The key cannot change: it is ${start.key}. Duplicate the workflow to give it another.`],
      );
    show([], []);
    setNewer(null);
    save.mutate(
      { draft: checked.draft, baseVersion: onVersion },
      {
        onError: (error) => {
          const found = readError(error);
          if (error instanceof NewerVersion) return setNewer(error.version);
          const words = view === 'graph' ? found.issues.map((issue) => wordsOf(issue, draft)) : [explainError(found)];
          show(found.issues, view !== 'form' || found.issues.length === 0 ? (words.length > 0 ? words : [explainError(found)]) : []);
        },
      },
    );
  };
  useShortcut('mod+enter', 'Save the workflow', () => submit(), { group: 'Editor' });
  const isStale = newer !== null && baseVersion !== null;
  const said =
    isStale || notes.length > 0 ? (
      <>
        {isStale ? (
          <StaleNote workflowKey={start.key} baseVersion={baseVersion} currentVersion={newer} busy={isBusy} onSave={() => submit(newer)} />
        ) : null}
        {notes.length > 0 ? (
          <FormNote>
            {notes.map((note) => (
              <p key={note}>{note}</p>
            ))}
          </FormNote>
        ) : null}
      </>
    ) : null;
  return (
    <div ref={rootRef} className="flex min-h-0 flex-1 flex-col">
      {view === 'graph' ? (
        <>
          <div className="px-4 py-2.5 sm:px-5">
            <ViewSwitch view={view} onChange={toView} />
          </div>
          <GraphView
            tasks={draft.tasks}
            onChange={(tasks) => {
              setNotes([]);
              change({ ...draft, tasks });
            }}
            onUnsettled={setUnsettled}
          />
          {said ? (
            <div className="scroll-quiet grid max-h-[30dvh] gap-3 overflow-y-auto border-line border-t px-4 py-3 sm:px-5">{said}</div>
          ) : null}
        </>
      ) : (
        <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
          <div className="grid max-w-[960px] gap-5 px-4 py-5 sm:px-5">
            <ViewSwitch view={view} onChange={toView} />
            {view === 'form' ? (
              <EditorForm draft={draft} isNew={isNew} errorAt={errorAt} onChange={change} onGraph={() => toView('graph')} />
            ) : (
              <YamlEditor text={yaml} problems={reading?.problems ?? []} onChange={changeFile} />
            )}
            {said}
          </div>
        </div>
      )}
      {isTouched && !isBusy ? <LeaveGuard what="this workflow" onDiscard={() => setIsTouched(false)} /> : null}
      <footer className="flex items-center gap-3 border-line border-t bg-surface px-4 py-3 sm:px-5">
        <Button variant="primary" size="lg" busy={isBusy} onClick={() => submit()} className="max-sm:flex-1">
          {isBusy ? 'Saving…' : isNew ? 'Create workflow' : 'Save new version'}
          <ShortcutHint keys="mod+enter" />
        </Button>
        <Button asChild variant="quiet" size="lg">
          <Link href={isNew ? '/workflows' : `/workflows/${encodeURIComponent(start.key)}`}>Cancel</Link>
        </Button>
        {isNew ? null : <span className="num text-faint text-xs max-sm:hidden">Based on version {baseVersion}</span>}
      </footer>
    </div>
  );
}

const fileOf = (draft: EditorDraft): string => writeWorkflowYaml(fromEditor(draft) as WorkflowDraft);

/** An issue for who does not see its field: "rules, prompt: must not be empty". */
function wordsOf({ path, message }: Issue, { tasks }: EditorDraft): string {
  const [noun, index, ...field] = path.split('.');
  const key = noun === 'tasks' ? tasks[Number(index)]?.key : undefined;
  return key === undefined ? `${path}: ${message}` : `${[key, field.join('.')].filter(Boolean).join(', ')}: ${message}`;
}
