'use client';
import { countChanges, type EditState } from '../edit-state';
import { type EditStore, useEdit } from '../edit-store';
import { useSay } from './presence-context';

/** As the contract bounds it. */
const MAX_SELECTION = 20;

export function SayEditing({ store }: { store: EditStore }) {
  useSay(useEdit(store, stateOf));
  return null;
}

function stateOf(state: EditState): string {
  const chosen = state.selection.size > 0 ? [...state.selection] : state.openKey === null ? [] : [state.openKey];
  return JSON.stringify({
    mode: 'editing',
    selection: chosen.slice(0, MAX_SELECTION),
    staged: countChanges(state),
    baseVersion: state.base.version,
  });
}
