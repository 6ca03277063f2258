import { type EditStore, useEdit } from './edit-store';

/** Each staged change in words, for who does not see it. */
export function Said({ store }: { store: EditStore }) {
  const { text, count } = useEdit(store, (state) => state.said);
  return (
    <p aria-live="polite" data-testid="edit-said" className="sr-only">
      {/* The same sentence twice is heard twice. */}
      {count % 2 === 0 ? text : `${text}\u00a0`}
    </p>
  );
}
