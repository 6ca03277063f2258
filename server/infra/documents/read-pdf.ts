import { getDocumentProxy } from 'unpdf';
import { pdfText } from '@/server/core/documents/pdf-text';
import type { DocumentResult } from '@/server/core/ports/document-reader';

const MAX_PAGES = 1_000;
const MAX_TEXT_CHARS = 4 * 1024 * 1024;

type Pdf = Awaited<ReturnType<typeof getDocumentProxy>>;

/** The text of a PDF, page by page. Whatever stands against it is said in words for whoever sent it. */
export async function readPdf(bytes: Uint8Array): Promise<DocumentResult> {
  let pdf: Pdf;
  try {
    pdf = await getDocumentProxy(bytes, { isEvalSupported: false, verbosity: 0 });
  } catch (error) {
    return { ok: false, why: whyNotOpened(error) };
  }
  if (pdf.numPages > MAX_PAGES)
    return { ok: false, why: `has ${pdf.numPages} pages; at most ${MAX_PAGES} are read. Split it, or keep the part that matters` };
  const pages: string[] = [];
  let chars = 0;
  for (let number = 1; number <= pdf.numPages; number += 1) {
    const page = await pageText(pdf, number);
    if (page === null) return { ok: false, why: `is damaged: page ${number} cannot be read` };
    chars += page.length;
    if (chars > MAX_TEXT_CHARS) return { ok: false, why: 'holds more than 4 MiB of text. Split it, or keep the part that matters' };
    pages.push(page);
  }
  const text = pdfText(pages);
  if (text === null)
    return { ok: false, why: 'holds pictures of pages but no text, as scans do. Run it through text recognition (OCR) first' };
  return { ok: true, document: { kind: 'pdf', text, pages: pages.length } };
}

async function pageText(pdf: Pdf, number: number): Promise<string | null> {
  try {
    const page = await pdf.getPage(number);
    const { items } = await page.getTextContent();
    page.cleanup();
    return items.map((item) => ('str' in item ? item.str + (item.hasEOL ? '\n' : '') : '')).join('');
  } catch {
    return null;
  }
}

function whyNotOpened(error: unknown): string {
  if (error instanceof Error && error.name === 'PasswordException') {
    return 'is protected by a password. Save it without one and add that';
  }
  return 'is a damaged PDF: it cannot be opened';
}
