'use client';
import { useEffect, useState } from 'react';
import type { AgentDraft, AgentView } from '@/lib/contracts/agent';
import { keepDraft, loadDraft, realChanges } from './agent-draft';

/** In place of a version: whatever is current. */
const REBASED = -1;

/** The unsaved changes to a role, and the version they began from. */
export function useAgentDraft(agent: AgentView) {
  const { role } = agent;
  const [kept, setKept] = useState<{ base: number; draft: AgentDraft } | null>(null);
  // The tab's storage is the external system; the server has none.
  useEffect(() => setKept(loadDraft(role)), [role]);
  const changes = kept && realChanges(agent, kept.draft);
  const isDirty = changes !== null;
  // The browser asks before it closes or reloads the tab.
  useEffect(() => {
    if (!isDirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isDirty]);
  return {
    /** What a save would send; null: nothing. */
    changes,
    isDirty,
    baseVersion: kept && kept.base !== REBASED ? kept.base : agent.version,
    value: { ...agent, ...kept?.draft },
    edit(patch: AgentDraft) {
      const next = { base: kept?.base ?? agent.version, draft: { ...kept?.draft, ...patch } };
      setKept(next);
      keepDraft(role, next);
    },
    /** The same changes, on the version as it is read now. */
    rebase() {
      if (!kept) return;
      const next = { ...kept, base: REBASED };
      setKept(next);
      keepDraft(role, next);
    },
    discard() {
      setKept(null);
      keepDraft(role, null);
    },
  };
}
export type AgentDraftState = ReturnType<typeof useAgentDraft>;
