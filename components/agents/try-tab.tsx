'use client';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { OfflineModelBadge } from '@/components/layout/offline-model-badge';
import { Words } from '@/components/tasks/words';
import { Button } from '@/components/ui/button';
import { EmptyState } from '@/components/ui/empty-state';
import { Money } from '@/components/ui/money';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { Textarea } from '@/components/ui/textarea';
import type { AgentView } from '@/lib/contracts/agent';
import { formatCount, plural } from '@/lib/format/count';
import { TryArtifacts } from './try-artifacts';
import { TryEntry } from './try-item';
import type { AgentDraftState } from './use-agent-draft';
import { useTry } from './use-try';

interface TryTabProps {
  agent: AgentView;
  draft: AgentDraftState;
  mayManage: boolean | null;
}

/** A conversation with the role as it is edited, before it is saved. */
export function TryTab({ agent, draft, mayManage }: TryTabProps) {
  const { state, isRunning, refusal, send, stop, clear } = useTry();
  const [message, setMessage] = useState('');
  const end = useRef<HTMLDivElement>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it follows what is said
  useEffect(() => end.current?.scrollIntoView({ block: 'nearest' }), [state.items.length, state.speaking]);
  const submit = async () => {
    const text = message.trim();
    if (text === '' || isRunning || mayManage !== true) return;
    setMessage('');
    const taken = await send({ role: agent.role, message: text, ...(draft.changes ? { draft: draft.changes } : {}) });
    if (!taken) setMessage((current) => current || text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.metaKey || event.ctrlKey)) return;
    event.preventDefault();
    void submit();
  };
  if (mayManage === false) {
    return (
      <EmptyState title="Trying a role needs an admin">
        A try calls the model and costs money, so your role does not allow it. Ask an admin for another one.
      </EmptyState>
    );
  }
  const { totals } = state;
  return (
    <>
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-[1120px] grid-cols-[minmax(0,1fr)] gap-5 px-4 py-5 sm:px-5 lg:grid-cols-[minmax(0,1fr)_280px]">
          <div className="grid min-w-0 grid-cols-[minmax(0,1fr)] content-start gap-3.5" aria-live="polite">
            {state.items.length === 0 ? (
              <EmptyState title={`Give ${agent.title} a task`}>
                It answers with its real prompt{draft.isDirty ? ', with your unsaved changes,' : ''} and works on documents that live only
                here. No run is touched; the cost is in the audit log.
              </EmptyState>
            ) : (
              <OfflineModelBadge className="justify-self-start" />
            )}
            {state.items.map((item, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the conversation only grows at its end
              <TryEntry key={index} item={item} />
            ))}
            {state.speaking ? <Words text={state.speaking} speaking /> : null}
            {isRunning && !state.speaking ? <p className="text-faint">Thinking …</p> : null}
            {refusal ? <FormNote>{refusal}</FormNote> : null}
            <div ref={end} />
          </div>
          <aside aria-label="Sandbox" className="grid content-start gap-4">
            <TryArtifacts artifacts={state.artifacts} request={state.request} />
          </aside>
        </div>
      </div>
      <footer className="grid gap-2 border-line border-t bg-surface px-4 py-3 sm:px-5">
        <div className="flex max-w-[1120px] items-end gap-2.5">
          <Textarea
            aria-label={state.task === null ? 'Task for the role' : 'What to say next'}
            placeholder={state.task === null ? 'A task, as it would stand in a plan' : 'Say how to go on'}
            value={message}
            maxLength={20_000}
            rows={2}
            onChange={(event) => setMessage(event.target.value)}
            onKeyDown={onKeyDown}
            className="field-sizing-content max-h-56 min-h-14 flex-1"
          />
          {isRunning ? (
            <Button size="lg" onClick={stop}>
              Stop
            </Button>
          ) : (
            <Button variant="primary" size="lg" disabled={message.trim() === '' || mayManage !== true} onClick={() => void submit()}>
              Send
              <ShortcutHint keys="mod+enter" />
            </Button>
          )}
        </div>
        <p className="flex flex-wrap items-center gap-x-3 text-faint text-xs">
          <span>{draft.isDirty ? `With unsaved changes to version ${agent.version}` : `Version ${agent.version}`}</span>
          {totals.turns > 0 ? (
            <span className="num">
              {plural(totals.turns, 'turn')} · {formatCount(totals.inputTokens + totals.outputTokens)} tokens ·{' '}
              <Money usd={totals.costUsd} />
              {totals.unpricedCalls > 0 ? ` and ${plural(totals.unpricedCalls, 'call')} without a price` : ''}
            </span>
          ) : null}
          {state.items.length > 0 ? (
            <Button size="sm" variant="quiet" onClick={clear} className="ml-auto">
              Start anew
            </Button>
          ) : null}
        </p>
      </footer>
    </>
  );
}
