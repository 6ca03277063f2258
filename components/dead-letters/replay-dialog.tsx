'use client';
import { useMutation } from '@tanstack/react-query';
import { TriangleAlert } from 'lucide-react';
import { type FormEvent, type ReactNode, useState } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { Textarea } from '@/components/ui/textarea';
import type { DeadLetter, Incident } from '@/lib/contracts/dead-letter';
import { formatCount, plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { ChangeDiff } from './change-diff';
import { isPoison } from './letter-words';
import { readReplayDraft, shownChanges, toReplayDraft } from './replay-draft';
import { ReplayFields } from './replay-fields';
import { useLetterActions } from './use-letter-actions';

export type ReplayTarget =
  | { kind: 'letter'; letter: DeadLetter }
  /** `poisoned`: of them, at their replay limit. */
  | { kind: 'selected'; ids: readonly string[]; poisoned: number }
  | { kind: 'incident'; incident: Incident };

interface ReplayDialogProps {
  target: ReplayTarget;
  onClose: () => void;
  onDone?: () => void;
}

const PER_SECOND = '10';

/** Runs failed tasks again, as they were or changed: one, those selected, or a whole cause with a canary ahead. */
export function ReplayDialog({ target, onClose, onDone }: ReplayDialogProps) {
  const actions = useLetterActions();
  const letter = target.kind === 'letter' ? target.letter : null;
  const settings = letter?.executionContext.settings ?? null;
  const [draft, setDraft] = useState(() => toReplayDraft(settings));
  const [isTried, setIsTried] = useState(false);
  const [canary, setCanary] = useState(true);
  const [perSecond, setPerSecond] = useState(PER_SECOND);
  const [reason, setReason] = useState('');
  const { changes, errors } = readReplayDraft(draft, settings);
  const rate = Number(perSecond);
  const rateError = rate >= 0.01 && rate <= 1_000 ? undefined : 'From 0.01 to 1,000 a second.';
  const needsReason = letter !== null && isPoison(letter);
  const reasonError = needsReason && reason.trim() === '' ? 'Say why it is tried once more.' : undefined;
  const isWrong = Object.keys(errors).length > 0 || reasonError !== undefined || (target.kind === 'incident' && rateError !== undefined);
  const send = useMutation({
    mutationFn: () =>
      actions.replay(
        target.kind === 'incident' ? target : { kind: 'letters', ids: target.kind === 'letter' ? [target.letter.id] : target.ids },
        { ...(changes ? { changes } : {}), ...(reason.trim() === '' ? {} : { overrideReason: reason.trim() }), canary, perSecond: rate },
      ),
    onSuccess: () => {
      onDone?.();
      onClose();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setIsTried(true);
    if (!isWrong && !send.isPending) send.mutate();
  };
  const fields = (
    <ReplayFields
      draft={draft}
      settings={settings}
      errors={isTried ? errors : {}}
      onChange={(part) => setDraft((now) => ({ ...now, ...part }))}
    />
  );
  /** Where it is needed it stands in sight. */
  const isReasonApart = needsReason || (target.kind === 'selected' && target.poisoned > 0);
  const reasonField = (
    <Field
      label="Reason to go beyond the replay limit"
      optional={!needsReason}
      error={isTried ? reasonError : undefined}
      hint={
        target.kind === 'selected' && target.poisoned > 0
          ? `${target.poisoned} of them ${target.poisoned === 1 ? 'is' : 'are'} at the limit and left alone without one.`
          : needsReason
            ? 'Kept in the audit.'
            : 'Without one, tasks at the limit are left alone.'
      }
    >
      {(control) => (
        <Textarea
          {...control}
          rows={2}
          maxLength={2_000}
          value={reason}
          onChange={(event) => setReason(event.target.value)}
          className="min-h-14"
        />
      )}
    </Field>
  );
  const shown = changes ? shownChanges({ ...(settings ?? {}) }, changes) : [];
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={titleOf(target)}
      description={`${letter ? 'The task' : 'Each task'} starts a fresh conversation; the old one is kept. Finished work before it is not run again.`}
      className="sm:top-[7dvh] sm:max-h-[86dvh] sm:w-[min(720px,calc(100vw-32px))]"
      footer={
        <>
          <Button onClick={onClose}>Keep as it is</Button>
          <Button type="submit" form="replay" variant="primary" busy={send.isPending}>
            {actions.doing && actions.doing.total > 1 ? `${actions.doing.done} of ${actions.doing.total}…` : actionOf(target, canary)}
          </Button>
        </>
      }
    >
      <form id="replay" onSubmit={submit} noValidate className="grid grid-cols-[minmax(0,1fr)] gap-3">
        {letter?.sideEffects === 'irreversible' ? (
          <Warning title="What this task does cannot be undone">
            If it had begun before it failed, replaying may do it a second time. Look on the other side first.
          </Warning>
        ) : null}
        {letter && needsReason ? (
          <Warning title={`Replayed ${plural(letter.replayCount, 'time')} already, and it failed each time`}>
            The limit is {letter.replayLimit}. Change something below, or resolve or discard it; to try all the same, give a reason.
          </Warning>
        ) : null}
        {target.kind === 'incident' ? (
          <IncidentOptions
            open={target.incident.open}
            canary={canary}
            onCanary={setCanary}
            perSecond={perSecond}
            rateError={rateError}
            onPerSecond={setPerSecond}
          />
        ) : null}
        {letter ? (
          fields
        ) : (
          <details className="rounded-md border border-line px-3 py-2">
            <summary className="cursor-pointer font-medium pointer-coarse:py-2">
              {isReasonApart ? 'Change them before they run again' : 'Change them, or go beyond the replay limit'}
            </summary>
            <div className="mt-3 grid grid-cols-[minmax(0,1fr)] gap-3">
              {fields}
              {isReasonApart ? null : reasonField}
            </div>
          </details>
        )}
        {isReasonApart ? reasonField : null}
        {shown.length > 0 ? <ChangeDiff changes={shown} many={settings === null} /> : null}
        {send.error ? (
          <p role="alert" className="text-failed">
            {explainError(readError(send.error))}
          </p>
        ) : null}
      </form>
    </Dialog>
  );
}

function titleOf(target: ReplayTarget): ReactNode {
  if (target.kind === 'letter') return <span className="[overflow-wrap:anywhere]">Replay “{target.letter.taskTitle}”</span>;
  return `Replay ${plural(target.kind === 'incident' ? target.incident.open : target.ids.length, 'dead letter')}`;
}

function actionOf(target: ReplayTarget, canary: boolean): string {
  if (target.kind === 'letter') return 'Replay';
  if (target.kind === 'selected') return `Replay ${formatCount(target.ids.length)}`;
  return canary ? 'Replay one, then the rest' : `Replay all ${formatCount(target.incident.open)}`;
}

function IncidentOptions(props: {
  open: number;
  canary: boolean;
  onCanary: (canary: boolean) => void;
  perSecond: string;
  rateError: string | undefined;
  onPerSecond: (perSecond: string) => void;
}) {
  const { open, canary, onCanary, perSecond, rateError, onPerSecond } = props;
  const rate = Number(perSecond);
  const seconds = rateError || open < 2 ? null : Math.ceil((open - 1) / rate);
  return (
    <div className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_200px]">
      <label className="flex cursor-pointer items-start gap-2.5 rounded-md border border-line-strong px-3 py-2.5 has-checked:border-accent has-checked:bg-accent-soft">
        <input
          type="checkbox"
          checked={canary}
          onChange={(event) => onCanary(event.target.checked)}
          className="mt-0.5 size-4 accent-(--accent)"
        />
        <span>
          <span className="font-medium">Canary first</span>
          <span className="block text-muted text-xs">
            One is replayed. Only if it succeeds the rest follows; if it fails everything else stays as it is. Irreversible tasks are left
            alone.
          </span>
        </span>
      </label>
      <Field
        label="Replays a second"
        error={rateError}
        hint={seconds === null ? undefined : `The rest takes about ${seconds < 90 ? `${seconds} s` : `${Math.ceil(seconds / 60)} min`}.`}
      >
        {(control) => (
          <Input
            {...control}
            inputMode="decimal"
            autoComplete="off"
            value={perSecond}
            onChange={(event) => onPerSecond(event.target.value)}
          />
        )}
      </Field>
    </div>
  );
}

function Warning({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div role="note" className="flex gap-2.5 rounded-md border border-waiting/50 bg-waiting-soft px-3 py-2.5">
      <TriangleAlert size={15} aria-hidden className="mt-0.5 shrink-0 text-waiting" />
      <div>
        <p className="font-semibold">{title}</p>
        <p className="mt-0.5 text-muted text-xs">{children}</p>
      </div>
    </div>
  );
}
