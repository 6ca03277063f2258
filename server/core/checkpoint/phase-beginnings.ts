/** What the log says of phases, oldest first: the first start of one between two rewinds, or a rewind. */
export type PhaseNote = { seq: number; phase: string } | { seq: number; toSeq: number };

/** A stretch of the log that begins with a rewind (or with the run), and which phases have begun as it sees it. */
export interface PhaseEra {
  from: number;
  begun: ReadonlyMap<string, number>;
}

export interface PhaseBeginning {
  phase: string;
  seq: number;
  /** Names this beginning among those of its run: a phase begins again where a rewind went back before it. */
  mark: string;
}

export const FIRST_ERA: readonly PhaseEra[] = [{ from: 0, begun: new Map() }];

/** Goes on reading where `eras` ended. */
export function readPhases(eras: readonly PhaseEra[], notes: readonly PhaseNote[]): { eras: PhaseEra[]; beginnings: PhaseBeginning[] } {
  const read = [...eras];
  const beginnings: PhaseBeginning[] = [];
  for (const note of notes) {
    const present = read.at(-1);
    if (!present) break;
    if ('toSeq' in note) {
      // What had begun by then, as it was seen then: a rewind may go forward again, too.
      const past = read.findLast((era) => era.from <= note.toSeq);
      read.push({ from: note.seq, begun: new Map([...(past?.begun ?? [])].filter(([, seq]) => seq <= note.toSeq)) });
    } else if (!present.begun.has(note.phase)) {
      read[read.length - 1] = { ...present, begun: new Map([...present.begun, [note.phase, note.seq]]) };
      beginnings.push({ ...note, mark: present.from === 0 ? note.phase : `${note.phase} @${present.from}` });
    }
  }
  return { eras: read, beginnings };
}
