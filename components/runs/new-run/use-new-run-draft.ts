'use client';
import { useEffect, useState } from 'react';
import { EMPTY_DRAFT, type NewRunDraft } from './draft';
import { clearDraft, loadDraft, saveDraft } from './draft-storage';

/** The form's content. It outlives a reload of this tab, until the run is made. */
export function useNewRunDraft() {
  const [draft, setDraft] = useState<NewRunDraft>(EMPTY_DRAFT);
  // The tab's storage is the external system; the server has none, so the first markup is the empty form.
  useEffect(() => setDraft(loadDraft(window.sessionStorage)), []);
  const change = (patch: Partial<NewRunDraft>) =>
    setDraft((current) => {
      const next = { ...current, ...patch };
      saveDraft(window.sessionStorage, next, patch.documents !== undefined);
      return next;
    });
  /** For changes that come later than the render they began in, such as a file that has been read. */
  const changeDocuments = (update: (documents: NewRunDraft['documents']) => NewRunDraft['documents']) =>
    setDraft((current) => {
      const next = { ...current, documents: update(current.documents) };
      saveDraft(window.sessionStorage, next, true);
      return next;
    });
  return { draft, change, changeDocuments, forget: () => clearDraft(window.sessionStorage) };
}
