/** Whether every typed word begins a word of the text, in any case. */
export function matchesWords(text: string, typed: string): boolean {
  const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
  return typed
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '')
    .every((part) => words.some((word) => word.startsWith(part)));
}

/** Whether the name itself begins with what was typed: then it stands above what was merely found. */
export function beginsWith(label: string, typed: string): boolean {
  const wanted = typed.trim().toLowerCase();
  return wanted !== '' && label.toLowerCase().startsWith(wanted);
}
