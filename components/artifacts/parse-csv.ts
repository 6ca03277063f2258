/** Rows of a CSV text (RFC 4180; tabs where the first line has more of them than commas). At most `maxRows` are read. */
export function parseCsv(text: string, maxRows: number): { rows: string[][]; cut: boolean } {
  const firstLine = text.slice(0, text.search(/\r?\n|$/));
  const separator = firstLine.split('\t').length > firstLine.split(',').length ? '\t' : ',';
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let quoted = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (quoted) {
      if (char !== '"') cell += char;
      else if (text[at + 1] === '"') {
        cell += '"';
        at++;
      } else quoted = false;
    } else if (char === '"' && cell === '') quoted = true;
    else if (char === separator) {
      row.push(cell);
      cell = '';
    } else if (char === '\n') {
      row.push(cell.endsWith('\r') ? cell.slice(0, -1) : cell);
      rows.push(row);
      if (rows.length === maxRows) return { rows, cut: text.slice(at + 1).trim() !== '' };
      row = [];
      cell = '';
    } else cell += char;
  }
  if (cell !== '' || row.length > 0) rows.push([...row, cell]);
  return { rows, cut: false };
}
