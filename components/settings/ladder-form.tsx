'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import { toast } from '@/components/ui/toast';
import type { EscalationType } from '@/lib/contracts/escalation';
import type { LadderSettings } from '@/lib/contracts/ladder';
import { explainError, readError } from '@/lib/query/read-error';
import { useTRPC } from '@/lib/trpc/context';
import { type LadderDraft, type LadderErrors, ladderDraftOf, readLadderDraft, typesOf } from './ladder-draft';
import { LadderRules } from './ladder-rules';
import { LadderType } from './ladder-type';
import { PanelSection } from './panel';
import { StaleNotice } from './stale-notice';

/** Faults of the server, at the field that they are about: one of a list is its list's. */
const errorsOf = (error: unknown): LadderErrors =>
  Object.fromEntries(readError(error).issues.map(({ path, message }) => [path.replace(/\.\d+$/, ''), message]));

export function LadderForm({ settings }: { settings: LadderSettings }) {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  // What the typed values began from: a change by somebody else is told, not overwritten.
  const [base, setBase] = useState(settings);
  const [draft, setDraft] = useState(() => ladderDraftOf(settings.ladder));
  const [errors, setErrors] = useState<LadderErrors>({});
  const [opened, setOpened] = useState<readonly EscalationType[]>([]);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (Object.keys(errors).length > 0) form.current?.querySelector<HTMLElement>('[aria-invalid]')?.focus();
  }, [errors]);
  const take = (theirs: LadderSettings) => {
    setDraft(ladderDraftOf(theirs.ladder));
    setBase(theirs);
    setErrors({});
  };
  const mark = (faults: LadderErrors) => {
    setErrors(faults);
    const faulty = typesOf(draft).filter((type) => Object.keys(faults).some((path) => path.startsWith(`types.${type}.`)));
    setOpened((before) => [...new Set([...before, ...faulty])]);
  };
  const save = useMutation(
    trpc.settings.setEscalations.mutationOptions({
      onSuccess: (saved) => {
        queryClient.setQueryData(trpc.settings.escalations.queryKey(), saved);
        take(saved);
        toast.success('Settings saved');
      },
      onError: (error) => {
        mark(errorsOf(error));
        return queryClient.invalidateQueries(trpc.settings.escalations.pathFilter());
      },
    }),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (save.isPending) return;
    const reading = readLadderDraft(draft, base);
    mark(reading.ok ? {} : reading.errors);
    if (!reading.ok) save.reset();
    else if (Object.keys(reading.value).length === 0) toast('Nothing was changed');
    else save.mutate({ baseVersion: base.version, ...reading.value });
  };
  const onChange = (changed: Partial<LadderDraft>) => setDraft((before) => ({ ...before, ...changed }));
  return (
    <form ref={form} onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-8">
      <LadderRules settings={settings} draft={draft} errors={errors} onChange={onChange} />
      <PanelSection
        title="Each type"
        hint="Who is asked in turn, how long each has, and what happens where nobody decides. What is open keeps the deadline that it has."
      >
        <ul className="max-w-[720px] border-line border-t">
          {typesOf(draft).map((type) => (
            <LadderType
              key={type}
              type={type}
              settings={settings}
              draft={draft.types[type]}
              errors={errors}
              open={opened.includes(type)}
              onOpenChange={(open) => setOpened((before) => (open ? [...before, type] : before.filter((one) => one !== type)))}
              onChange={(changed) =>
                setDraft((before) => ({ ...before, types: { ...before.types, [type]: { ...before.types[type], ...changed } } }))
              }
            />
          ))}
        </ul>
      </PanelSection>
      <div className="grid max-w-[720px] justify-items-start gap-3">
        {settings.version !== base.version && !save.isPending ? (
          <StaleNotice
            onTakeTheirs={() => {
              take(settings);
              save.reset();
            }}
            onKeepMine={() => {
              setBase(settings);
              save.reset();
            }}
          />
        ) : null}
        {save.isError ? <FormNote>{explainError(readError(save.error))}</FormNote> : null}
        {Object.keys(errors).length > 0 && !save.isError ? <FormNote>Look at what is marked above.</FormNote> : null}
        <Button type="submit" variant="primary" busy={save.isPending}>
          Save settings
        </Button>
      </div>
    </form>
  );
}
