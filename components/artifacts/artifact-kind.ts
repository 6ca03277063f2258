import { type CodeLanguage, languageOf } from './languages';

/** How an artifact is shown. */
export type ArtifactKind = { view: 'markdown' | 'json' | 'csv' | 'text' } | { view: 'code'; language: CodeLanguage };

/** Types whose plain text is most likely written as Markdown. */
const PROSE: ReadonlySet<string> = new Set(['requirements', 'architecture', 'security', 'document']);

/** By the name's extension first, then by the artifact's type and how the content begins. */
export function artifactKind(name: string, type: string, content: string): ArtifactKind {
  const lower = name.toLowerCase();
  const extension = lower.slice(lower.lastIndexOf('.') + 1);
  if (extension === 'md' || extension === 'markdown') return { view: 'markdown' };
  if (extension === 'json') return { view: isJson(content) ? 'json' : 'text' };
  if (extension === 'csv' || extension === 'tsv') return { view: 'csv' };
  if (extension === 'txt' || extension === 'log') return { view: 'text' };
  const language = extension === lower && lower !== 'dockerfile' ? null : languageOf(extension);
  if (language) return { view: 'code', language };
  if (/^\s*[[{]/.test(content) && isJson(content)) return { view: 'json' };
  if (PROSE.has(type) || /^(#{1,6} |```)/m.test(content)) return { view: 'markdown' };
  return { view: 'text' };
}

function isJson(content: string): boolean {
  try {
    JSON.parse(content);
    return true;
  } catch {
    return false;
  }
}
