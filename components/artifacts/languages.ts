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
  'docker',
  'json',
] as const;
/** A shiki id among those that we highlight. */
export type CodeLanguage = (typeof CODE_LANGUAGES)[number];

const BY_NAME: Record<string, CodeLanguage> = {
  ts: 'typescript',
  mts: 'typescript',
  jsx: 'tsx',
  js: 'javascript',
  mjs: 'javascript',
  cjs: 'javascript',
  py: 'python',
  htm: 'html',
  svg: 'html',
  xml: 'html',
  yml: 'yaml',
  sh: 'bash',
  shell: 'bash',
  rs: 'rust',
  dockerfile: 'docker',
  jsonc: 'json',
};

/** The language of a file's extension or of a fence in Markdown; null where we know none. */
export function languageOf(name: string): CodeLanguage | null {
  const lower = name.toLowerCase();
  return CODE_LANGUAGES.find((language) => language === lower) ?? (Object.hasOwn(BY_NAME, lower) ? BY_NAME[lower] : undefined) ?? null;
}
