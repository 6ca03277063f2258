const keyOf = (escalationId: string) => `signalbox.note.${escalationId}`;

/** What was typed about a question and not sent: it outlives the closing of its drawer and a reload of this tab. */
export function loadNote(escalationId: string): string {
  try {
    return sessionStorage.getItem(keyOf(escalationId)) ?? '';
  } catch {
    return '';
  }
}

export function saveNote(escalationId: string, note: string): void {
  try {
    if (note === '') sessionStorage.removeItem(keyOf(escalationId));
    else sessionStorage.setItem(keyOf(escalationId), note);
  } catch {
    // Without room in the storage the note lives as long as the card.
  }
}
