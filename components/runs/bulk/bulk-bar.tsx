'use client';
import { CircleSlash, Pause, Play, X } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useState } from 'react';
import { Button } from '@/components/ui/button';
import { IconButton } from '@/components/ui/icon-button';
import { ShortcutHint } from '@/components/ui/shortcut-hint';
import { useShortcut } from '@/components/ui/shortcuts';
import { toast } from '@/components/ui/toast';
import type { RunCount } from '@/lib/contracts/run-query';
import { formatCount, plural } from '@/lib/format/count';
import { explainError, readError } from '@/lib/query/read-error';
import { countText } from '../count-text';
import type { toFilter } from '../filters/run-query';
import { useMe } from '../use-me';
import { applicable, BULK_WORDS, type BulkAction } from './bulk-actions';
import { BulkReport } from './bulk-report';
import { useBulk } from './use-bulk';
import { MAX_SELECTED, type RunSelection } from './use-selection';

const ConfirmDialog = dynamic(() => import('@/components/ui/confirm-dialog').then((module) => module.ConfirmDialog));

const ACTIONS: readonly { action: BulkAction; key: string; icon: typeof Pause }[] = [
  { action: 'pause', key: 'p', icon: Pause },
  { action: 'resume', key: 'r', icon: Play },
  { action: 'cancel', key: 'c', icon: CircleSlash },
];

interface BulkBarProps {
  selection: RunSelection;
  /** What the list shows, for selecting all of it. */
  list: { filter: ReturnType<typeof toFilter>; count: RunCount | undefined; hasNextPage: boolean };
}

/** What can be done to the selected runs, and how far it has got. It stands under the list while something is selected. */
export function BulkBar({ selection, list }: BulkBarProps) {
  const bulk = useBulk();
  const mayWrite = useMe()?.permissions.includes('runs.write') ?? false;
  const [isAsking, setIsAsking] = useState(false);
  const { runs } = selection;
  const isBusy = bulk.state !== null && bulk.state.phase !== 'ended';
  const idsFor = (action: BulkAction) => applicable(action, runs).map((run) => run.id);
  const start = (action: BulkAction) => {
    if (idsFor(action).length === 0) return void toast(`None of the selected runs can be ${BULK_WORDS[action].done.toLowerCase()}`);
    if (action === 'cancel') setIsAsking(true);
    else bulk.start(action, idsFor(action));
  };
  const enabled = mayWrite && runs.length > 0 && !isBusy;
  useShortcut('p', 'Pause the selected runs', () => start('pause'), { group: 'Runs', enabled });
  useShortcut('r', 'Resume the selected runs', () => start('resume'), { group: 'Runs', enabled });
  useShortcut('c', 'Cancel the selected runs', () => start('cancel'), { group: 'Runs', enabled });
  if (runs.length === 0 && bulk.state === null) return null;
  const selectMatching = () =>
    selection.selectMatching(list.filter).catch((error: unknown) => void toast.error(explainError(readError(error))));
  const toCancel = idsFor('cancel');
  return (
    <section aria-label="Selected runs" className="border-line border-t bg-raised shadow-float">
      {bulk.state ? (
        <BulkReport
          state={bulk.state}
          runs={runs}
          onStop={bulk.stop}
          onRetry={(ids) => bulk.state && bulk.start(bulk.state.action, ids)}
          onDismiss={bulk.dismiss}
        />
      ) : null}
      {runs.length > 0 && !isBusy ? (
        <div className="flex flex-wrap items-center gap-2 px-4 py-2 sm:px-5">
          <span className="num font-medium" aria-live="polite">
            {formatCount(runs.length)} selected
          </span>
          {list.hasNextPage && runs.length < MAX_SELECTED ? (
            <Button variant="quiet" busy={selection.isSelecting} onClick={() => void selectMatching()}>
              {list.count?.more
                ? `Select the first ${formatCount(MAX_SELECTED)}`
                : `Select all ${list.count ? countText(list.count) : ''} matching`}
            </Button>
          ) : null}
          <IconButton label="Let go of the selection" shortcut="esc" onClick={selection.clear} className="max-sm:ml-auto sm:order-last">
            <X size={16} aria-hidden />
          </IconButton>
          <span className="flex flex-wrap gap-2 max-sm:w-full sm:ml-auto">
            {mayWrite
              ? ACTIONS.map(({ action, key, icon: Icon }) => {
                  const count = idsFor(action).length;
                  return (
                    <Button
                      key={action}
                      variant={action === 'cancel' ? 'danger' : 'default'}
                      disabled={count === 0}
                      onClick={() => start(action)}
                    >
                      <Icon size={14} aria-hidden />
                      {BULK_WORDS[action].verb} {count > 0 ? formatCount(count) : ''}
                      <ShortcutHint keys={key} />
                    </Button>
                  );
                })
              : null}
          </span>
        </div>
      ) : null}
      {isAsking ? (
        <ConfirmDialog
          open
          onOpenChange={setIsAsking}
          title={`Cancel ${plural(toCancel.length, 'run')}?`}
          action={`Cancel ${plural(toCancel.length, 'run')}`}
          danger
          onConfirm={() => {
            setIsAsking(false);
            bulk.start('cancel', toCancel);
          }}
        >
          Calls in flight are aborted, and what has not begun never will. What is finished and paid is kept. There is no way back.
        </ConfirmDialog>
      ) : null}
    </section>
  );
}
