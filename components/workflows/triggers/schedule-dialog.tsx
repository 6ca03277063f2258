'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { type FormEvent, useState } from 'react';
import { FormNote } from '@/components/auth/form-note';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Select } from '@/components/ui/select';
import type { ScheduleView } from '@/lib/contracts/trigger';
import type { WorkflowView } from '@/lib/contracts/workflow';
import { explainError, readError } from '@/lib/query/read-error';
import { cronIssue, isTimeZone, nextTimes } from '@/lib/schedule/cron';
import { describeCron } from '@/lib/schedule/describe-cron';
import { useTRPC, useTRPCClient } from '@/lib/trpc/context';
import { NextTimes } from './next-times';
import { TriggerInputs, textsOf, valuesOfTexts } from './trigger-inputs';

interface ScheduleDialogProps {
  workflow: WorkflowView;
  /** Null: a new one. */
  schedule: ScheduleView | null;
  onClose: () => void;
}

const ZONES = Intl.supportedValuesOf('timeZone');
const SHOWN_TIMES = 3;

/** When, with which values, and what happens where runs overlap or times were missed. The next times are shown while it is written. */
export function ScheduleDialog({ workflow, schedule, onClose }: ScheduleDialogProps) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const [name, setName] = useState(schedule?.name ?? '');
  const [cron, setCron] = useState(schedule?.cron ?? '0 9 * * 1-5');
  const [timeZone, setTimeZone] = useState(schedule?.timeZone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
  const [overlap, setOverlap] = useState(schedule?.overlap ?? 'skip');
  const [catchUp, setCatchUp] = useState(schedule?.catchUp ?? true);
  const [texts, setTexts] = useState(() => textsOf(workflow.inputs, schedule?.inputs ?? null));
  const save = useMutation({
    mutationFn: () => {
      const fields = {
        name: name.trim(),
        cron: cron.trim(),
        timeZone,
        overlap,
        catchUp,
        enabled: schedule?.enabled ?? true,
        inputs: valuesOfTexts(workflow.inputs, texts),
      };
      return schedule
        ? client.schedules.update.mutate({ scheduleId: schedule.id, ...fields })
        : client.schedules.create.mutate({ key: workflow.key, ...fields });
    },
    onSuccess: async () => {
      await queryClient.invalidateQueries(trpc.schedules.list.pathFilter());
      onClose();
    },
  });
  const fault = save.error ? readError(save.error) : null;
  const errorAt = (path: string) => fault?.issues.find((issue) => issue.path === path)?.message;
  const isZone = isTimeZone(timeZone);
  const now = new Date();
  const cronFault = isZone && cron.trim() !== '' ? cronIssue(cron, timeZone, now) : null;
  const times =
    isZone && cron.trim() !== '' && !cronFault ? nextTimes(cron, timeZone, now, SHOWN_TIMES).map((time) => time.toISOString()) : [];
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!save.isPending && name.trim() !== '') save.mutate();
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={schedule ? `Schedule “${schedule.name}”` : 'New schedule'}
      className="sm:w-[min(560px,calc(100vw-32px))]"
      footer={
        <Button
          type="submit"
          form="schedule"
          variant="primary"
          busy={save.isPending}
          disabled={name.trim() === '' || cronFault !== null || !isZone}
        >
          {schedule ? 'Save schedule' : 'Add schedule'}
        </Button>
      }
    >
      <form id="schedule" onSubmit={submit} className="grid gap-3.5" noValidate>
        {fault && fault.issues.length === 0 ? <FormNote>{explainError(fault)}</FormNote> : null}
        <Field label="Name" error={errorAt('name')} hint={`Runs are started by “schedule:${name.trim() || '…'}”`}>
          {(control) => (
            <Input
              {...control}
              autoFocus
              value={name}
              maxLength={80}
              onChange={(event) => setName(event.target.value)}
              autoComplete="off"
            />
          )}
        </Field>
        <div className="grid gap-3 sm:grid-cols-2">
          <Field
            label="Cron"
            error={cronFault ?? errorAt('cron')}
            hint={describeCron(cron) ?? 'minute, hour, day of month, month, day of week'}
          >
            {(control) => (
              <Input
                {...control}
                value={cron}
                maxLength={120}
                onChange={(event) => setCron(event.target.value)}
                className="font-mono"
                spellCheck={false}
                autoComplete="off"
              />
            )}
          </Field>
          <Field label="Time zone" error={isZone ? errorAt('timeZone') : 'There is no such zone; write one such as Europe/Berlin'}>
            {(control) => (
              <>
                <Input
                  {...control}
                  list="time-zones"
                  value={timeZone}
                  onChange={(event) => setTimeZone(event.target.value)}
                  autoComplete="off"
                />
                <datalist id="time-zones">
                  {ZONES.map((zone) => (
                    <option key={zone} value={zone} />
                  ))}
                </datalist>
              </>
            )}
          </Field>
        </div>
        {times.length > 0 ? <NextTimes times={times} timeZone={timeZone} /> : null}
        <TriggerInputs inputs={workflow.inputs} texts={texts} errorAt={errorAt} onChange={setTexts} />
        <Field label="Where the run before has not ended">
          {(control) => (
            <Select
              {...control}
              value={overlap}
              onValueChange={setOverlap}
              options={[
                { value: 'skip', label: 'Skip this time' },
                { value: 'allow', label: 'Start another beside it' },
              ]}
            />
          )}
        </Field>
        <label className="flex items-center gap-2">
          <input
            type="checkbox"
            checked={catchUp}
            onChange={(event) => setCatchUp(event.target.checked)}
            className="size-4 accent-(--accent)"
          />
          Start once for times that were missed while nothing ran
        </label>
      </form>
    </Dialog>
  );
}
