'use client';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { Field } from '@/components/ui/field';
import { Input } from '@/components/ui/input';
import { plural } from '@/lib/format/count';
import { explainError } from '@/lib/query/read-error';
import { indexOf } from '../edit-state';
import { useEdit } from '../edit-store';
import { usePanel, useUnstaged } from '../panel/panel-context';
import type { EditProblem } from './edit-issues';
import { Figures } from './figures';
import { RunningChoices } from './running-choices';
import type { ApplyEditState } from './use-apply';
import type { EditCheck } from './use-check';
import type { DryRun } from './use-dry-run';

interface EditTrayProps {
  check: EditCheck;
  dryRun: DryRun;
  apply: ApplyEditState;
}

/** At the foot of the canvas: what the edit comes to, what it still needs to know, and why it is made. */
export function EditTray({ check, dryRun, apply }: EditTrayProps) {
  const { store } = usePanel();
  const unstaged = useUnstaged();
  const rerun = useEdit(store, (state) => state.rerunInvalidated);
  const base = useEdit(store, (state) => state.base);
  const [open, setOpen] = useState<'invalidated' | 'warnings' | null>(null);
  const { titleOf, result, problems, warnings, choices, invalidated } = check;
  const before = base.tasks.filter((task) => task.invalidated).map((task) => task.key);
  const marked = [...new Set([...invalidated, ...(rerun ? [] : before)])];
  // What has failed and is asked for something else stays failed, unless it runs again.
  const mended = (result?.diff.changed ?? []).filter(({ key }) => indexOf(base).get(key)?.status === 'FAILED').length;
  const failed = apply.error && apply.error.issues.length === 0 ? apply.error : null;
  const away =
    !failed && dryRun.error && dryRun.error.code !== 'invalid_input' && dryRun.error.code !== 'stale_version' ? dryRun.error : null;
  return (
    <section
      aria-label="What the edit comes to"
      data-testid="edit-tray"
      className="scroll-quiet grid max-h-[45%] shrink-0 gap-2.5 overflow-y-auto border-line border-t bg-surface px-4 py-2.5 sm:px-5"
    >
      <div className="flex flex-wrap items-end gap-x-6 gap-y-2">
        <Figures
          result={result}
          forecast={dryRun.edited?.forecast ?? null}
          path={check.path}
          invalidated={marked}
          problems={problems.length + unstaged.length}
          warnings={warnings.length}
          asking={dryRun.asking}
          open={open}
          onOpen={setOpen}
        />
        <Field label="Reason for this edit" optional className="min-w-56 flex-1 basis-56">
          {(control) => (
            <Input
              {...control}
              value={apply.reason}
              maxLength={2_000}
              placeholder="Stands in the history"
              onChange={(event) => apply.setReason(event.target.value)}
            />
          )}
        </Field>
      </div>
      {failed ? (
        <p role="alert" className="rounded-md bg-failed-soft px-3 py-1.5 text-sm">
          Not applied. {explainError(failed)} Your changes are kept.
        </p>
      ) : null}
      {away ? <p className="text-faint text-xs">No forecast: {explainError(away)}</p> : null}
      <RunningChoices choices={choices} onAbort={check.abort} onKeep={check.keep} />
      <Problems problems={problems} onDrop={check.drop} />
      {unstaged.length > 0 ? (
        <ul aria-label="Fields to mend" className="grid gap-1 text-sm">
          {unstaged.map((text) => (
            <li key={text.id} className="flex flex-wrap items-baseline gap-x-2">
              <b className="font-semibold text-failed">{text.where}</b>
              <span className="min-w-0">{text.message}</span>
            </li>
          ))}
        </ul>
      ) : null}
      {open === 'warnings' && warnings.length > 0 ? (
        <ul aria-label="Warnings" className="grid gap-1 text-sm">
          {warnings.map((warning) => (
            <li key={`${warning.key} ${warning.message}`}>
              <button
                type="button"
                onClick={() => store.open(warning.key)}
                className="rounded-sm font-semibold text-waiting underline-offset-2 hover:underline"
              >
                {titleOf(warning.key)}
              </button>{' '}
              {warning.message}
            </li>
          ))}
        </ul>
      ) : null}
      {open === 'invalidated' && result ? (
        <Invalidated
          keys={result.diff.rerun.length > 0 ? result.diff.rerun : marked}
          again={result.diff.rerun.length > 0}
          nameOf={(key) => `${titleOf(key)}${indexOf(base).get(key)?.status === 'RUNNING' ? ' (running)' : ''}`}
          onShow={(key) => store.open(key)}
        />
      ) : null}
      {marked.length > 0 || mended > 0 || rerun ? (
        <label className="flex items-center gap-2 text-sm pointer-coarse:min-h-10">
          <input
            type="checkbox"
            checked={rerun}
            onChange={(event) => store.setOptions({ rerunInvalidated: event.target.checked })}
            className="size-3.5 accent-(--accent)"
          />
          <span>{againWords(marked.length, mended, rerun)}</span>
        </label>
      ) : null}
    </section>
  );
}

function againWords(marked: number, mended: number, rerun: boolean): string {
  if (rerun) return `Run ${mended > 0 ? 'failed and ' : ''}invalidated tasks again, with everything below`;
  const counts = [...(mended > 0 ? [plural(mended, 'failed task')] : []), ...(marked > 0 ? [plural(marked, 'invalidated task')] : [])];
  const [stay, are] = mended + marked === 1 ? ['it stays', 'it is'] : ['they stay', 'they are'];
  const otherwise =
    marked === 0 ? `${stay} failed until replayed` : mended === 0 ? `${are} only marked` : `${stay} failed, or ${are} only marked`;
  return `Run ${counts.join(' and ')} again, with everything below. Otherwise ${otherwise}`;
}

function Problems({ problems, onDrop }: { problems: readonly EditProblem[]; onDrop: (step: number) => void }) {
  if (problems.length === 0) return null;
  return (
    <ul aria-label="Problems" className="grid gap-1.5">
      {problems.map(({ where, message, step }) => (
        <li
          key={`${where} ${message}`}
          className="flex flex-wrap items-center gap-x-2 gap-y-1 rounded-md bg-failed-soft px-3 py-1.5 text-sm"
        >
          <span className="min-w-0 flex-1 basis-64 [overflow-wrap:anywhere]">
            {where ? <b className="font-semibold">{where}: </b> : null}
            {message}
          </span>
          {step === null ? null : (
            <Button size="sm" onClick={() => onDrop(step)}>
              Take this change out
            </Button>
          )}
        </li>
      ))}
    </ul>
  );
}

interface InvalidatedProps {
  keys: readonly string[];
  again: boolean;
  nameOf: (key: string) => string;
  onShow: (key: string) => void;
}

const NAMED = 40;

function Invalidated({ keys, again, nameOf, onShow }: InvalidatedProps) {
  return (
    <div className="grid gap-1">
      <p className="text-muted text-xs">
        {again
          ? 'These begin anew, with a fresh conversation:'
          : 'These have finished with what was before. They are marked so, and stay done:'}
      </p>
      <ul aria-label={again ? 'Run again' : 'Invalidated'} className="flex flex-wrap gap-1.5">
        {keys.slice(0, NAMED).map((key) => (
          <li key={key}>
            <Button size="sm" onClick={() => onShow(key)}>
              {nameOf(key)}
            </Button>
          </li>
        ))}
        {keys.length > NAMED ? <li className="self-center text-faint text-xs">and {plural(keys.length - NAMED, 'other')}</li> : null}
      </ul>
    </div>
  );
}
