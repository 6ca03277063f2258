/** How an artifact is shown. `language` is a shiki id. */
export type ArtifactKind = { view: 'markdown' | 'json' | 'csv' | 'text' } | { view: 'code'; language: CodeLanguage };

export const CODE_LANGUAGES = [
  'typescript',
  'tsx',
  'javascript',
  'python',
  'sql',
  'html',
  'css',
  'yaml',
  'bash',
  'go',
  'rust',
  'java',
  'toml',
  'dockerfile',
  'json',
] as const;
export type CodeLanguage = (typeof CODE_LANGUAGES)[number];

const BY_EXTENSION: Record<string, CodeLanguage> = {
  ts: 'typescript',
  mts: 'typescript',
  tsx: 'tsx',
  jsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  py: 'python',
  sql: 'sql',
  html: 'html',
  htm: 'html',
  svg: 'html',
  xml: 'html',
  css: 'css',
  yaml: 'yaml',
  yml: 'yaml',
  sh: 'bash',
  go: 'go',
  rs: 'rust',
  java: 'java',
  toml: 'toml',
};

/** Types whose plain text is most likely written as Markdown. */
const PROSE: ReadonlySet<string> = new Set(['requirements', 'architecture', 'security', 'document']);

/** By the name's extension first, then by the artifact's type and how the content begins. */
export function artifactKind(name: string, type: string, content: string): ArtifactKind {
  const lower = name.toLowerCase();
  const extension = lower.includes('.') ? lower.slice(lower.lastIndexOf('.') + 1) : '';
  if (extension === 'md' || extension === 'markdown') return { view: 'markdown' };
  if (extension === 'json') return { view: isJson(content) ? 'json' : 'text' };
  if (extension === 'csv' || extension === 'tsv') return { view: 'csv' };
  if (extension === 'txt' || extension === 'log') return { view: 'text' };
  if (lower.endsWith('dockerfile')) return { view: 'code', language: 'dockerfile' };
  const language = BY_EXTENSION[extension];
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
