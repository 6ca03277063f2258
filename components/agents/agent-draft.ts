import type { AgentDraft, AgentField, AgentView } from '@/lib/contracts/agent';

const FIELDS = ['title', 'prompt', 'tier', 'tools', 'supervisor', 'artifactType'] as const satisfies readonly AgentField[];

export const FIELD_NAMES: Record<AgentField, string> = {
  title: 'Title',
  prompt: 'Prompt',
  tier: 'Tier',
  tools: 'Tools',
  supervisor: 'Supervisor',
  artifactType: 'Artifact type',
};

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

/** What of a draft really differs from the role as it is: null where nothing does. */
export function realChanges(agent: AgentView, draft: AgentDraft): AgentDraft | null {
  const entries = FIELDS.flatMap((field) => (field in draft && !same(draft[field], agent[field]) ? [[field, draft[field]] as const] : []));
  return entries.length > 0 ? Object.fromEntries(entries) : null;
}

const keyOf = (role: string) => `signalbox.agent-draft.${role}`;

/** A draft outlives a reload of the tab, and a way to another page and back. */
export function loadDraft(role: string): { base: number; draft: AgentDraft } | null {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(keyOf(role)) ?? 'null');
    if (typeof kept !== 'object' || kept === null || !('base' in kept) || !('draft' in kept)) return null;
    return typeof kept.base === 'number' && typeof kept.draft === 'object' && kept.draft !== null
      ? { base: kept.base, draft: kept.draft }
      : null;
  } catch {
    return null;
  }
}

export function keepDraft(role: string, kept: { base: number; draft: AgentDraft } | null): void {
  try {
    if (kept) sessionStorage.setItem(keyOf(role), JSON.stringify(kept));
    else sessionStorage.removeItem(keyOf(role));
  } catch {
    // Without storage the draft lives as long as the page.
  }
}
