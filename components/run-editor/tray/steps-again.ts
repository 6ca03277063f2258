import type { StageInput, Step } from '../edit-state';

/** Staged steps as they are staged anew on another base. */
export const inputsOf = (steps: readonly Step[]): StageInput[] =>
  steps.map(({ words, operations, merge, cancelRunning, placed }) => ({
    words,
    operations,
    cancelRunning,
    place: placed,
    ...(merge === null ? {} : { merge }),
  }));
