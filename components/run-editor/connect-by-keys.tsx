'use client';
import { type RefObject, useMemo } from 'react';
import { isGroupId } from '@/lib/graph-layout/group-tasks';
import { stepTo } from '@/lib/graph-layout/step-to';
import { ConnectBox } from './connect-box';
import { connectRules } from './connect-rules';
import { connect } from './edit-actions';
import { IDLE } from './editor-context';
import type { EditSession } from './use-edit-session';
import { useValue } from './value-store';

/** The field of connect mode, while it is on. */
export function ConnectByKeys({ session, section }: { session: EditSession; section: RefObject<HTMLElement | null> }) {
  const { store, gesture, cursor, graph, views, faces, perform } = session;
  const mode = useValue(gesture, (value) => (value.kind === 'connect' && value.byKeys ? value : null));
  const from = mode?.key;
  const direction = mode?.direction ?? 'from';
  const draft = store.get().draft;
  const judge = useMemo(() => (from === undefined ? null : connectRules(draft, from, direction)), [draft, from, direction]);
  if (!mode || !judge) return null;
  const close = () => {
    gesture.set(IDLE);
    section.current?.focus({ preventScroll: true });
  };
  const title = faces.get(mode.key)?.title ?? mode.key;
  return (
    <ConnectBox
      title={title}
      direction={mode.direction}
      tasks={views}
      judge={judge}
      onClose={() => {
        close();
        store.say('Connecting ended.');
      }}
      onStep={(step) => {
        const over = stepTo(graph.layout, cursor.get(), step);
        if (over === null || isGroupId(over)) return;
        session.goTo(over);
        const verdict = judge(over);
        gesture.set({ ...mode, over: over === mode.key ? null : over, verdict: over === mode.key ? null : verdict });
        const words = verdict.ok ? (verdict.hint ?? 'Enter connects') : verdict.reason;
        store.say(`${faces.get(over)?.title ?? over}. ${words}.`);
      }}
      onTake={(typed) => {
        const other = typed ?? cursor.get();
        if (other === null) return;
        const verdict = judge(other);
        if (!verdict.ok) {
          store.say(`Not possible: ${verdict.reason}.`);
          return;
        }
        close();
        perform(connect(store.get(), mode.direction === 'from' ? { from: mode.key, to: other } : { from: other, to: mode.key }));
      }}
    />
  );
}
