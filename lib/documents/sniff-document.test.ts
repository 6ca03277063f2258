import { expect, it } from 'vitest';
import { sniffDocument } from './sniff-document';

const bytes = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

it.each([
  ['%PDF-1.7\nrest', 'pdf'],
  ['\u00ef\u00bb\u00bf%PDF-1.4', 'pdf'],
  ['\n\n%PDF-1.4', 'pdf'],
  ['PK\u0003\u0004rest', 'zip'],
  ['PK\u0005\u0006', 'zip'],
  ['PKG notes', null],
  ['A PDF begins with %PDF-1.7', null],
  ['', null],
])('%j is %s', (text, kind) => {
  expect(sniffDocument(bytes(text))).toBe(kind);
});
