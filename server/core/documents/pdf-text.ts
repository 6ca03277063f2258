import { cleanText } from '@/server/core/agent/clean-text';

/** Text as a reader can cite it: each page under its number. Null: no page has any, as of a scan. */
export function pdfText(pages: readonly string[]): string | null {
  const cleaned = pages.map(cleanPage);
  if (cleaned.every((page) => page === '')) return null;
  return cleaned.map((page, index) => `[page ${index + 1}]\n${page}`).join('\n\n');
}

function cleanPage(page: string): string {
  return cleanText(page.replace(/[^\P{Cc}\n\t]/gu, ''))
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}
