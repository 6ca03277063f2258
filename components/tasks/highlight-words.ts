const NAME = 'found-words';

/** Marks every place of some words below an element, without touching what is drawn; empty words take the marks away. */
export function highlightWords(root: Element, words: string): void {
  if (!('highlights' in CSS)) return;
  const wanted = words.trim().toLowerCase();
  if (wanted === '') {
    CSS.highlights.delete(NAME);
    return;
  }
  const ranges: Range[] = [];
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node && ranges.length < 2_000; node = walker.nextNode()) {
    const held = (node.nodeValue ?? '').toLowerCase();
    for (let at = held.indexOf(wanted); at >= 0; at = held.indexOf(wanted, at + wanted.length)) {
      const range = new Range();
      range.setStart(node, at);
      range.setEnd(node, at + wanted.length);
      ranges.push(range);
    }
  }
  CSS.highlights.set(NAME, new Highlight(...ranges));
}
