'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import Link from 'next/link';
import { useRouter } from 'next/navigation';
import { useDeferredValue, useMemo, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { LeaveGuard } from '@/components/agents/leave-guard';
import { FormNote } from '@/components/auth/form-note';
import { createKeyKeeper, randomKey } from '@/components/runs/new-run/request-key';
import { Button } from '@/components/ui/button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import type { WorkflowDraft } from '@/lib/contracts/workflow';
import type { Issue } from '@/lib/errors';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { readWorkflowYaml, writeWorkflowYaml } from '@/lib/workflow/workflow-yaml';
import { checkEditor, type EditorDraft, fromEditor, toEditor } from './editor-draft';
import { EditorForm } from './editor-form';
import { StaleNote } from './stale-note';
import { ViewSwitch } from './view-switch';
import { YamlEditor } from './yaml-editor';

interface WorkflowEditorProps {
  start: EditorDraft;
  /** Null: it is new. */
  baseVersion: number | null;
  startView?: 'form' | 'yaml';
}

/** A workflow as a form and as a file; what is written in one stands in the other. */
export function WorkflowEditor({ start, baseVersion, startView = 'form' }: WorkflowEditorProps) {
  const [draft, setDraft] = useState(start);
  const [view, setView] = useState(startView);
  const [yaml, setYaml] = useState(() => (startView === 'yaml' && start.goal !== '' ? fileOf(start) : ''));
  const [issues, setIssues] = useState<readonly Issue[]>([]);
  const [notes, setNotes] = useState<string[]>([]);
  /** The version that somebody saved meanwhile. */
  const [newer, setNewer] = useState<number | null>(null);
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
  const toView = (next: 'form' | 'yaml') => {
    if (next === view) return;
    if (next === 'yaml') setYaml(fileOf(draft));
    else {
      const { draft: read } = readWorkflowYaml(yaml);
      if (read) setDraft({ ...toEditor(read), ...(isNew ? {} : { key: draft.key }) });
      else if (yaml.trim() !== '') return setNotes(['Mend the problems of the file first: the form can only show what can be read.']);
    }
    setNotes([]);
    setIssues([]);
    setView(next);
  };
  const submit = (onVersion: number | null = baseVersion) => {
    if (isBusy) return;
    const read = view === 'yaml' ? readWorkflowYaml(yaml) : null;
    if (read && !read.workflow)
      return show([], read.problems.length > 0 ? ['The file has problems: each stands below with its line.'] : []);
    const checked = read?.workflow ? { ok: true as const, draft: read.workflow } : checkEditor(draft);
    if (!checked.ok) return show(checked.issues, []);
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
          show(found.issues, view === 'yaml' || found.issues.length === 0 ? [explainError(found)] : []);
        },
      },
    );
  };
  useShortcut('mod+enter', 'Save the workflow', () => submit(), { group: 'Editor' });
  return (
    <div ref={rootRef} className="flex min-h-0 flex-1 flex-col">
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-[960px] gap-5 px-4 py-5 sm:px-5">
          <ViewSwitch view={view} onChange={toView} />
          {view === 'form' ? (
            <EditorForm draft={draft} isNew={isNew} errorAt={errorAt} onChange={change} />
          ) : (
            <YamlEditor text={yaml} problems={reading?.problems ?? []} onChange={changeFile} />
          )}
          {newer !== null && baseVersion !== null ? (
            <StaleNote
              workflowKey={start.key}
              baseVersion={baseVersion}
              currentVersion={newer}
              busy={isBusy}
              onSave={() => submit(newer)}
            />
          ) : null}
          {notes.length > 0 ? (
            <FormNote>
              {notes.map((note) => (
                <p key={note}>{note}</p>
              ))}
            </FormNote>
          ) : null}
        </div>
      </div>
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

/** What was edited is not the newest version any more; this one is. */
class NewerVersion extends Error {
  constructor(readonly version: number) {
    super(`Version ${version} came in the meantime`);
  }
}

/** Creates or changes it, once however often it is pressed, and goes to its page. */
function useSave() {
  const client = useTRPCClient();
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const router = useRouter();
  const [keyOf] = useState(() => createKeyKeeper(randomKey));
  return useMutation({
    mutationFn: async ({ draft, baseVersion }: { draft: WorkflowDraft; baseVersion: number | null }) => {
      if (baseVersion === null) return client.workflows.create.mutate(draft, { context: { idempotencyKey: keyOf(JSON.stringify(draft)) } });
      return client.workflows.update.mutate({ ...draft, baseVersion }).catch(async (error: unknown) => {
        if (readError(error).code !== 'stale_version') throw error;
        throw new NewerVersion((await client.workflows.get.query({ key: draft.key })).version);
      });
    },
    onSuccess: (workflow) => {
      void queryClient.invalidateQueries(trpc.workflows.pathFilter());
      router.push(`/workflows/${encodeURIComponent(workflow.key)}`);
    },
  });
}
