import type { ThemedToken } from 'shiki/core';
import type { CodeLanguage } from './languages';

const LANGUAGES = {
  typescript: () => import('shiki/langs/typescript.mjs'),
  tsx: () => import('shiki/langs/tsx.mjs'),
  javascript: () => import('shiki/langs/javascript.mjs'),
  python: () => import('shiki/langs/python.mjs'),
  sql: () => import('shiki/langs/sql.mjs'),
  html: () => import('shiki/langs/html.mjs'),
  css: () => import('shiki/langs/css.mjs'),
  yaml: () => import('shiki/langs/yaml.mjs'),
  bash: () => import('shiki/langs/bash.mjs'),
  go: () => import('shiki/langs/go.mjs'),
  rust: () => import('shiki/langs/rust.mjs'),
  java: () => import('shiki/langs/java.mjs'),
  toml: () => import('shiki/langs/toml.mjs'),
  docker: () => import('shiki/langs/docker.mjs'),
  json: () => import('shiki/langs/json.mjs'),
} as const satisfies Record<CodeLanguage, unknown>;

/** What makes tokens; one a page, kept in the query cache. */
export type Highlighter = (code: string, language: CodeLanguage) => Promise<ThemedToken[][]>;

/** Loads shiki with its JavaScript engine (no WASM to fetch); a language comes with its first use. */
export async function createHighlighter(): Promise<Highlighter> {
  const [{ createHighlighterCore }, { createJavaScriptRegexEngine }, light, dark] = await Promise.all([
    import('shiki/core'),
    import('shiki/engine/javascript'),
    import('shiki/themes/github-light-default.mjs'),
    import('shiki/themes/github-dark-default.mjs'),
  ]);
  const shiki = await createHighlighterCore({
    themes: [light.default, dark.default],
    langs: [],
    engine: createJavaScriptRegexEngine({ forgiving: true }),
  });
  return async (code, language) => {
    await shiki.loadLanguage(LANGUAGES[language]());
    const themes = { light: 'github-light-default', dark: 'github-dark-default' };
    return shiki.codeToTokens(code, { lang: language, themes, defaultColor: false }).tokens;
  };
}
