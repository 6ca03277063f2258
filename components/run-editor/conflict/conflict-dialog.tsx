'use client';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useMemo, useState } from 'react';
import { GraphPicture } from '@/components/graph-picture/graph-picture';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { RelativeTime } from '@/components/ui/relative-time';
import { Skeleton } from '@/components/ui/skeleton';
import type { EditableGraph, Since } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';
import { actorWords, operationWords } from '@/lib/graph-edit/edit-words';
import { explainError, readError } from '@/lib/query/read-error';
import { type EditStore, useEdit } from '../edit-store';
import type { EditCalls } from '../tray/edit-calls';
import type { Stale } from '../tray/use-apply';
import { conflictPicture } from './conflict-picture';
import { type MyClash, planRebase, type RebasePlan, stepsOn } from './rebase-steps';

interface ConflictDialogProps {
  store: EditStore;
  calls: EditCalls;
  /** What the refusal told; null: somebody looks before applying. */
  stale: Stale | null;
  applying: boolean;
  onApply: () => void;
  onClose: () => void;
}

/** Others were faster: their changes and these as one picture, and the way to have both. */
export function ConflictDialog(props: ConflictDialogProps) {
  const { store, calls, stale, onClose } = props;
  const base = useEdit(store, (state) => state.base.version);
  const query = useQuery({
    queryKey: ['edit-conflict', store.runId, base, stale?.version ?? null],
    queryFn: async () => {
      const [theirs, since] = await Promise.all([calls.graph(), stale && stale.since.length > 0 ? stale.since : calls.since(base)]);
      return { theirs, since };
    },
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  });
  if (query.data) return <Picture {...props} theirs={query.data.theirs} since={query.data.since} />;
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title="Somebody else changed the graph"
      className={WIDE}
      footer={<Button onClick={onClose}>Back to my changes</Button>}
    >
      {query.isError ? (
        <p role="alert" className="flex flex-wrap items-center gap-2 text-failed">
          What they changed could not be loaded. {explainError(readError(query.error))} Your changes are kept.
          <Button size="sm" onClick={() => void query.refetch()} busy={query.isFetching}>
            Try again
          </Button>
        </p>
      ) : (
        <Skeleton className="h-56" />
      )}
    </Dialog>
  );
}

const WIDE = 'sm:top-[6dvh] sm:max-h-[88dvh] sm:w-[min(1080px,calc(100vw-32px))]';

function Picture({ store, theirs, since, applying, onApply, onClose }: ConflictDialogProps & { theirs: EditableGraph; since: Since }) {
  const [state] = useState(store.get);
  const [whole, setWhole] = useState(false);
  const [keepMine, setKeepMine] = useState<ReadonlySet<number>>(new Set());
  const plan = useMemo(() => planRebase(state, theirs), [state, theirs]);
  const { picture, hidden } = useMemo(() => {
    const clashes = new Set(plan.clashes.flatMap((clash) => clash.keys.slice(0, 1)));
    return conflictPicture({ base: state.base, theirs, mine: state.draft, clashes }, whole);
  }, [state, theirs, plan, whole]);
  const titles = new Map([...state.base.tasks, ...theirs.tasks, ...state.draft.tasks].map((task) => [task.key, task.title]));
  const titleOf = (key: string) => titles.get(key) ?? key;
  const left = plan.kept.size + keepMine.size;
  const rebaseNow = (): boolean => {
    const dropped = store.restart(theirs, stepsOn(state, plan, keepMine));
    if (dropped.length > 0) store.say(`${plural(dropped.length, 'change')} could not stand on version ${theirs.version} and went.`);
    return dropped.length === 0;
  };
  const look = () => {
    rebaseNow();
    onClose();
  };
  const rebaseAndApply = () => {
    onClose();
    if (rebaseNow()) onApply();
  };
  const toggle = (index: number) => {
    const next = new Set(keepMine);
    if (!next.delete(index)) next.add(index);
    setKeepMine(next);
  };
  return (
    <Dialog
      open
      onOpenChange={(open) => (open ? undefined : onClose())}
      title={`The graph is at version ${theirs.version}; you began at ${state.base.version}`}
      description={
        plan.clashes.length === 0
          ? 'Nothing clashes: your changes fit onto theirs.'
          : `${plural(plan.clashes.length, 'change')} of yours ${plan.clashes.length === 1 ? 'clashes' : 'clash'} with theirs. Choose for each; the others fit.`
      }
      className={WIDE}
      footer={
        <>
          <Button onClick={onClose}>Back to my changes</Button>
          {left > 0 ? (
            <>
              <Button onClick={look}>Rebase and look</Button>
              <Button variant="primary" busy={applying} onClick={rebaseAndApply} autoFocus>
                Rebase and apply
              </Button>
            </>
          ) : (
            <Button variant="primary" onClick={look}>
              Take theirs
            </Button>
          )}
        </>
      }
    >
      <div className="grid gap-4">
        <div className="grid gap-2">
          <GraphPicture
            picture={picture}
            label="Their changes and yours in one picture; the lists below say the same"
            className="max-h-72 rounded-md border border-line bg-canvas p-2"
          />
          <p className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted text-xs">
            <Legend look="border-theirs bg-theirs-soft">theirs</Legend>
            <Legend look="border-accent border-dashed bg-accent-soft">yours</Legend>
            {plan.clashes.length > 0 ? <Legend look="border-2 border-failed bg-failed-soft">clash</Legend> : null}
            {hidden > 0 || whole ? (
              <Button size="sm" variant="quiet" aria-pressed={whole} onClick={() => setWhole(!whole)}>
                {whole ? 'Only beside the changes' : `Draw ${plural(hidden, 'more task')}`}
              </Button>
            ) : null}
          </p>
        </div>
        <Clashes clashes={plan.clashes} keepMine={keepMine} onToggle={toggle} />
        <div className="grid gap-4 sm:grid-cols-2">
          <Theirs since={since} titleOf={titleOf} />
          <Yours plan={plan} />
        </div>
      </div>
    </Dialog>
  );
}

function Legend({ look, children }: { look: string; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      <span aria-hidden className={`h-3 w-5 rounded-sm border ${look}`} />
      {children}
    </span>
  );
}

interface ClashesProps {
  clashes: readonly MyClash[];
  keepMine: ReadonlySet<number>;
  onToggle: (index: number) => void;
}

function Clashes({ clashes, keepMine, onToggle }: ClashesProps) {
  if (clashes.length === 0) return null;
  return (
    <section aria-label="Clashes" className="grid gap-2">
      <h3 className="font-semibold text-failed text-sm">Clashes</h3>
      <ul className="grid gap-1.5">
        {clashes.map(({ index, words, reason, canKeep }) => (
          <li key={index} data-clash={index} className="flex flex-wrap items-center gap-x-3 gap-y-1.5 rounded-md bg-failed-soft px-3 py-2">
            <span className="min-w-0 flex-1 basis-72">
              <b className="font-semibold">{words}</b>
              <span className="block text-muted text-xs">{reason.charAt(0).toUpperCase() + reason.slice(1)}.</span>
            </span>
            {canKeep ? (
              <span className="flex gap-1" role="radiogroup" aria-label={words}>
                <Pick name={`clash-${index}`} checked={!keepMine.has(index)} onPick={() => keepMine.has(index) && onToggle(index)}>
                  Theirs
                </Pick>
                <Pick name={`clash-${index}`} checked={keepMine.has(index)} onPick={() => !keepMine.has(index) && onToggle(index)}>
                  Mine
                </Pick>
              </span>
            ) : (
              <span className="text-muted text-xs">Mine is dropped: it cannot be done any more.</span>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

function Pick({ name, checked, onPick, children }: { name: string; checked: boolean; onPick: () => void; children: ReactNode }) {
  return (
    <label className="flex h-7 cursor-pointer items-center gap-1.5 rounded-md border border-line-strong bg-surface px-2 text-sm has-checked:border-accent has-checked:bg-accent-soft pointer-coarse:h-10">
      <input type="radio" name={name} checked={checked} onChange={onPick} className="size-3.5 accent-(--accent)" />
      {children}
    </label>
  );
}

function Theirs({ since, titleOf }: { since: Since; titleOf: (key: string) => string }) {
  return (
    <section aria-label="Theirs" className="grid content-start gap-2">
      <h3 className="font-semibold text-sm text-theirs">Theirs</h3>
      {since.length === 0 ? <p className="text-muted text-sm">What they did is in the picture.</p> : null}
      {since.map((edit) => (
        <div key={edit.version} className="grid gap-1">
          <p className="text-muted text-xs">
            Version {edit.version} by {actorWords(edit.actor)}, <RelativeTime at={edit.at} />
            {edit.reason ? `: “${edit.reason}”` : ''}
          </p>
          <ul className="grid gap-0.5 pl-4 text-sm [list-style:disc] marker:text-theirs">
            {edit.operations.map((operation, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: the operations of a past edit never move
              <li key={index} className="[overflow-wrap:anywhere]">
                {operationWords(operation, titleOf, edit.diff)}
              </li>
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function Yours({ plan }: { plan: RebasePlan }) {
  return (
    <section aria-label="Yours" className="grid content-start gap-2">
      <h3 className="font-semibold text-accent text-sm">Yours</h3>
      {plan.fits.length > 0 ? (
        <ul className="grid gap-0.5 pl-4 text-sm [list-style:disc] marker:text-accent">
          {plan.fits.map((words) => (
            <li key={words}>{words}</li>
          ))}
        </ul>
      ) : (
        <p className="text-muted text-sm">Nothing that fits as it is.</p>
      )}
      {plan.already.length > 0 ? <p className="text-muted text-xs">They did this as well: {plan.already.join('; ')}.</p> : null}
    </section>
  );
}
