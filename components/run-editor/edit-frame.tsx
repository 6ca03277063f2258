'use client';
import dynamic from 'next/dynamic';
import { type ReactNode, useState } from 'react';
import type { RunDetail } from '@/lib/contracts/run';
import { EditBand } from './edit-band';
import { type EditStore, useEdit } from './edit-store';
import { EditorPanel } from './panel/editor-panel';
import { PanelContext } from './panel/panel-context';
import { createUnstaged } from './panel/unstaged';
import { TheirsNotice } from './presence/theirs-notice';
import type { EditCalls } from './tray/edit-calls';
import { EditTray } from './tray/edit-tray';
import { useApply } from './tray/use-apply';
import { useBlocked } from './tray/use-blocked';
import { useDryRun } from './tray/use-dry-run';

const ConflictDialog = dynamic(() => import('./conflict/conflict-dialog').then((module) => module.ConflictDialog), { ssr: false });

interface EditFrameProps {
  run: Pick<RunDetail, 'id' | 'tasks'>;
  store: EditStore;
  calls: EditCalls;
  /** Who else edits: shown in the band. */
  others?: ReactNode;
  /** Editing is over: applied, or discarded. */
  onClose: () => void;
  /** The canvas. */
  children: ReactNode;
}

/** What stands around the canvas while one edits: the band above, the tray below, the panel beside it. */
export function EditFrame(props: EditFrameProps) {
  const [unstaged] = useState(createUnstaged);
  return (
    <PanelContext value={{ store: props.store, unstaged }}>
      <Frame {...props} />
    </PanelContext>
  );
}

function Frame({ run, store, calls, others, onClose, children }: EditFrameProps) {
  const theirs = useEdit(store, (state) => state.theirs);
  const dryRun = useDryRun(store, calls);
  const apply = useApply({ store, calls, onEnd: onClose });
  const { check, blocked, discard } = useBlocked({ run, dryRun, apply });
  const [looking, setLooking] = useState(false);
  const stale = apply.stale;
  return (
    <section aria-label="Edit the graph" data-testid="edit-frame" className="flex min-h-0 flex-1 flex-col">
      <EditBand
        store={store}
        others={others}
        blocked={blocked}
        applying={apply.applying}
        onApply={apply.apply}
        onDiscard={discard}
        onClose={onClose}
      />
      {theirs && !stale && !apply.applying ? <TheirsNotice store={store} calls={calls} onLook={() => setLooking(true)} /> : null}
      <div className="relative flex min-h-0 flex-1">
        <div className="flex min-w-0 flex-1 flex-col">
          <div className="relative min-h-0 flex-1">{children}</div>
          <EditTray check={check} dryRun={dryRun} apply={apply} />
        </div>
        <EditorPanel />
      </div>
      {stale || (theirs && looking) ? (
        <ConflictDialog
          store={store}
          calls={calls}
          stale={stale}
          applying={apply.applying}
          onApply={() => apply.apply('end')}
          onClose={() => {
            apply.setStale(null);
            setLooking(false);
          }}
        />
      ) : null}
    </section>
  );
}
