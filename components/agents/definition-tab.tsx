'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import dynamic from 'next/dynamic';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import { Textarea } from '@/components/ui/textarea';
import type { AgentView } from '@/lib/contracts/agent';
import { formatCount } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { FIELD_NAMES } from './agent-draft';
import { LeaveGuard } from './leave-guard';
import { ToolChoices } from './tool-choices';
import type { AgentDraftState } from './use-agent-draft';
import { useSupervisorOptions } from './use-supervisor-options';

const ConfirmDialog = dynamic(() => import('@/components/ui/confirm-dialog').then((module) => module.ConfirmDialog), { ssr: false });

const TIERS = [
  { value: 'economy', label: 'economy', hint: 'Routine text' },
  { value: 'standard', label: 'standard', hint: 'Most work' },
  { value: 'premium', label: 'premium', hint: 'What others rest on' },
] as const;
const TOP = 'none';

interface DefinitionTabProps {
  agent: AgentView;
  draft: AgentDraftState;
  /** Null while it is not known. */
  mayManage: boolean | null;
}

export function DefinitionTab({ agent, draft, mayManage }: DefinitionTabProps) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  const [reason, setReason] = useState('');
  const [isResetting, setIsResetting] = useState(false);
  const supervisors = useSupervisorOptions(agent.role);
  const onSuccess = async (saved: AgentView) => {
    queryClient.setQueryData(trpc.agents.get.queryKey({ role: agent.role }), saved);
    draft.discard();
    setReason('');
    setIsResetting(false);
    await queryClient.invalidateQueries(trpc.agents.pathFilter());
    const { toast } = await import('sonner');
    toast.success(`${saved.title} is at version ${saved.version}`, {
      description: 'New runs begin with it. Runs under way keep what they have.',
    });
  };
  const save = useMutation(trpc.agents.update.mutationOptions({ onSuccess }));
  const reset = useMutation(trpc.agents.reset.mutationOptions({ onSuccess }));
  const fault = save.error ? readError(save.error) : null;
  const isStale = fault?.code === 'stale_version';
  const issueOf = (field: string) => fault?.issues.find((issue) => issue.path.split('.')[0] === field)?.message;
  const locked = mayManage !== true;
  const { value } = draft;
  const submit = () => {
    if (!draft.changes || save.isPending || locked) return;
    save.mutate({
      role: agent.role,
      ...draft.changes,
      baseVersion: draft.baseVersion,
      ...(reason.trim() ? { reason: reason.trim() } : {}),
    });
  };
  useShortcut('mod+s', 'Save the role', submit, { group: 'Agent' });

  return (
    <form
      onSubmit={(event: FormEvent) => {
        event.preventDefault();
        submit();
      }}
      noValidate
      className="flex min-h-0 flex-1 flex-col"
    >
      <div className="scroll-quiet min-h-0 flex-1 overflow-y-auto">
        <div className="grid max-w-[1120px] gap-5 px-4 py-5 sm:px-5 lg:grid-cols-[minmax(0,1fr)_300px]">
          {mayManage === false ? (
            <p className="rounded-md bg-sunken px-3 py-2 text-muted lg:col-span-2">
              You can read this role. Changing it needs an admin: ask one of them.
            </p>
          ) : null}
          {isStale ? (
            <div className="lg:col-span-2">
              <FormNote>
                <p>Somebody saved a newer version while you edited. Yours is kept here.</p>
                <div className="mt-2 flex gap-2">
                  <Button onClick={() => void queryClient.invalidateQueries(trpc.agents.pathFilter()).then(() => draft.rebase())}>
                    Put my changes on the new version
                  </Button>
                  <Button variant="quiet" onClick={draft.discard}>
                    Discard mine
                  </Button>
                </div>
              </FormNote>
            </div>
          ) : fault && fault.issues.length === 0 ? (
            <div className="lg:col-span-2">
              <FormNote>{explainError(fault)}</FormNote>
            </div>
          ) : null}
          <Field
            label="Prompt"
            error={issueOf('prompt')}
            hint={`Who the agent is and how it works. The rules common to all roles follow it. ${formatCount(value.prompt.length)} of 50,000 characters.`}
          >
            {(control) => (
              <Textarea
                {...control}
                value={value.prompt}
                readOnly={locked}
                onChange={(event) => draft.edit({ prompt: event.target.value })}
                maxLength={50_000}
                spellCheck={false}
                className="min-h-[420px] font-mono text-xs leading-[1.6] lg:min-h-[560px]"
              />
            )}
          </Field>
          <div className="grid content-start gap-4">
            <Field label={FIELD_NAMES.title} error={issueOf('title')}>
              {(control) => (
                <Input
                  {...control}
                  value={value.title}
                  readOnly={locked}
                  maxLength={80}
                  onChange={(event) => draft.edit({ title: event.target.value })}
                />
              )}
            </Field>
            <Field label={FIELD_NAMES.tier} hint="Of the model, where the task names none" error={issueOf('tier')}>
              {(control) => (
                <Select {...control} value={value.tier} disabled={locked} onValueChange={(tier) => draft.edit({ tier })} options={TIERS} />
              )}
            </Field>
            <Field label={FIELD_NAMES.supervisor} hint="Reviews this role’s work" error={issueOf('supervisor')}>
              {(control) => (
                <Select
                  {...control}
                  value={value.supervisor ?? TOP}
                  disabled={locked}
                  onValueChange={(next) => draft.edit({ supervisor: next === TOP ? null : (next as AgentView['role']) })}
                  options={[{ value: TOP, label: 'None: at the top' }, ...supervisors]}
                />
              )}
            </Field>
            <Field label={FIELD_NAMES.artifactType} hint="Of what it hands over, where nothing else says" error={issueOf('artifactType')}>
              {(control) => (
                <Input
                  {...control}
                  value={value.artifactType}
                  readOnly={locked}
                  maxLength={40}
                  onChange={(event) => draft.edit({ artifactType: event.target.value })}
                  className="font-mono text-xs"
                />
              )}
            </Field>
            <ToolChoices
              choices={agent.toolChoices}
              value={value.tools}
              disabled={locked}
              error={issueOf('tools')}
              onChange={(tools) => draft.edit({ tools })}
            />
          </div>
        </div>
      </div>
      {locked ? null : (
        <footer className="flex flex-wrap items-center gap-2.5 border-line border-t bg-surface px-4 py-3 sm:px-5">
          <Input
            aria-label="Why (kept with the version)"
            placeholder="Why? Kept with the version"
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.target.value)}
            className="w-72 max-sm:w-full"
          />
          <Button type="submit" variant="primary" size="lg" busy={save.isPending} disabled={!draft.isDirty}>
            Save version {agent.version + 1}
            <ShortcutHint keys="mod+s" />
          </Button>
          {draft.isDirty ? (
            <Button variant="quiet" onClick={draft.discard}>
              Discard changes
            </Button>
          ) : null}
          {agent.shipped ? null : (
            <Button variant="quiet" className="ml-auto" onClick={() => setIsResetting(true)}>
              Reset to shipped
            </Button>
          )}
        </footer>
      )}
      {draft.isDirty ? <LeaveGuard what="this role" onDiscard={draft.discard} /> : null}
      {isResetting ? (
        <ConfirmDialog
          open
          onOpenChange={setIsResetting}
          title={`Reset ${agent.title}?`}
          action="Reset to shipped"
          busy={reset.isPending}
          onConfirm={() => reset.mutate({ role: agent.role, baseVersion: agent.version })}
        >
          It follows the definition that comes with Signalbox again. The present version stays in the list and can be restored.
        </ConfirmDialog>
      ) : null}
    </form>
  );
}
