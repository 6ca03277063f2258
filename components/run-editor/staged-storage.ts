import type { EditState, StageInput } from './edit-state';

/** What a tab keeps of an edit, for a reload. */
export interface StagedEdit {
  version: number;
  steps: StageInput[];
  cancelRunning: string[];
  rerunInvalidated: boolean;
}

const keyOf = (runId: string) => `signalbox.edit.${runId}`;

/** What this tab staged on a run; null: nothing. */
export function loadStaged(runId: string): StagedEdit | null {
  try {
    const value: unknown = JSON.parse(sessionStorage.getItem(keyOf(runId)) ?? 'null', revive);
    // Only this module writes here, and every operation is checked again when it is staged.
    return typeof value === 'object' && value !== null && 'steps' in value && Array.isArray(value.steps) ? (value as StagedEdit) : null;
  } catch {
    return null;
  }
}

function saveStaged(runId: string, state: EditState): void {
  let tidied = 0;
  let placed = new Map() as EditState['placed'];
  const steps = state.steps.map((step): StageInput => {
    const place = new Map([...step.placed].filter(([key, point]) => placed.get(key) !== point));
    placed = step.placed;
    const tidy = step.tidied > tidied;
    tidied = step.tidied;
    const { words, operations, merge, cancelRunning } = step;
    return { words, operations, cancelRunning, place, tidy, ...(merge === null ? {} : { merge }) };
  });
  const { cancelRunning, rerunInvalidated } = state;
  const edit: StagedEdit = { version: state.base.version, steps, cancelRunning: [...cancelRunning], rerunInvalidated };
  try {
    sessionStorage.setItem(
      keyOf(runId),
      JSON.stringify(edit, (_, value) => (value instanceof Map ? { places: [...value] } : value)),
    );
  } catch {
    // Without room in the storage the edit lives as long as the page.
  }
}

function clearStaged(runId: string): void {
  try {
    sessionStorage.removeItem(keyOf(runId));
  } catch {
    // The same.
  }
}

/** Keeps the latest edit of a run. The answer to a step does not wait for it: it is written behind that, or when the page goes. */
export function createKeeper(runId: string): (state: EditState) => void {
  if (typeof window === 'undefined') return () => undefined;
  let waiting: { state: EditState; timer: ReturnType<typeof setTimeout> } | null = null;
  const forget = () => {
    clearTimeout(waiting?.timer);
    window.removeEventListener('pagehide', flush);
    waiting = null;
  };
  const flush = () => {
    if (waiting) saveStaged(runId, waiting.state);
    forget();
  };
  return (state) => {
    forget();
    if (state.steps.length === 0) return clearStaged(runId);
    window.addEventListener('pagehide', flush);
    waiting = { state, timer: setTimeout(flush) };
  };
}

function revive(key: string, value: unknown): unknown {
  if (key !== 'place' || typeof value !== 'object' || value === null || !('places' in value) || !Array.isArray(value.places)) return value;
  return new Map(value.places);
}
