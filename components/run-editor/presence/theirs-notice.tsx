'use client';
import { useQuery } from '@tanstack/react-query';
import { useMe } from '@/components/runs/use-me';
import type { EditDiff, Since } from '@/lib/contracts/edit';
import { plural } from '@/lib/format/count';
import { actorWords, countWords, namesOf } from '@/lib/graph-edit/edit-words';
import { planRebase, stepsOn } from '../conflict/rebase-steps';
import { countChanges } from '../edit-state';
import { type EditStore, useEdit } from '../edit-store';
import type { EditCalls } from '../tray/edit-calls';
import { useValue } from '../value-store';
import { usePresence } from './presence-context';

interface TheirsNoticeProps {
  store: EditStore;
  calls: EditCalls;
  /** Shows both in one picture. */
  onLook: () => void;
}

/** Somebody applied an edit under this one: who, what, and the way on. */
export function TheirsNotice({ store, calls, onLook }: TheirsNoticeProps) {
  const base = useEdit(store, (state) => state.base.version);
  const theirs = useEdit(store, (state) => state.theirs);
  const changes = useEdit(store, countChanges);
  const nameOf = useActorName();
  const version = theirs?.version ?? base;
  const since = useQuery({
    queryKey: ['edits-since', store.runId, base, version],
    queryFn: () => calls.since(base),
    gcTime: 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: 1,
  }).data;
  const titles = useEdit(store, (state) => state.base);
  const titleOf = (key: string) => [...(theirs?.tasks ?? []), ...titles.tasks].find((task) => task.key === key)?.title ?? key;
  const rebase = () => {
    const state = store.get();
    if (!state.theirs) return;
    const plan = planRebase(state, state.theirs);
    if (plan.clashes.length > 0) return onLook();
    const dropped = store.restart(state.theirs, stepsOn(state, plan, new Set()));
    const lost = dropped.length > 0 ? ` ${plural(dropped.length, 'change')} could not stand on it and went.` : '';
    store.say(`Rebased on version ${state.theirs.version}.${lost}`);
  };
  const link = 'rounded-sm font-medium text-accent underline-offset-2 hover:underline pointer-coarse:py-2';
  return (
    <div
      role="status"
      data-testid="theirs-notice"
      className="flex flex-wrap items-center gap-x-4 gap-y-1 bg-theirs-soft px-4 py-1.5 text-sm sm:px-5"
    >
      <span className="min-w-0 flex-[1_1_280px] [overflow-wrap:anywhere]">
        {since ? sentence(since, version, nameOf, titleOf) : `The graph is at version ${version} now.`}
      </span>
      <button type="button" onClick={onLook} className={link}>
        See what changed
      </button>
      {changes > 0 ? (
        <button type="button" onClick={rebase} className={link}>
          Rebase my {plural(changes, 'change')}
        </button>
      ) : null}
    </div>
  );
}

/** "Ana applied version 8: + Security review". */
function sentence(since: Since, version: number, nameOf: (actor: string) => string, titleOf: (key: string) => string): string {
  const last = since.at(-1);
  if (!last) return `The graph is at version ${version} now.`;
  const before = since.length > 1 ? `, after ${plural(since.length - 1, 'other edit')}` : '';
  return `${nameOf(last.actor)} applied version ${last.version}: ${diffWords(last.diff, titleOf)}${before}`;
}

function diffWords(diff: EditDiff, titleOf: (key: string) => string): string {
  const parts = [
    ['+', diff.added],
    ['−', diff.removed],
    ['~', diff.changed.map(({ key }) => key)],
  ] as const;
  const words = parts.filter(([, keys]) => keys.length > 0).map(([sign, keys]) => `${sign} ${namesOf(keys, titleOf)}`);
  return words.length > 0 ? words.join(', ') : countWords(diff);
}

/** People who are here by the name that they are seen under. */
function useActorName(): (actor: string) => string {
  const others = useValue(usePresence().others, (value) => value);
  const me = useMe();
  return (actor) => {
    if (me && actor === `${me.kind}:${me.name}`) return 'You, in another tab,';
    return others.find((peer) => peer.actor === actor)?.name ?? actorWords(actor).replace(/@.*$/, '');
  };
}
