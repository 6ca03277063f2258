/** The types that the contract names; any other lower-case word is one too. */
export const DOCUMENT_TYPES = ['requirements', 'architecture', 'code', 'tests', 'security', 'document', 'data'] as const;

const CODE =
  /\.(?:c|cc|cpp|cs|css|dart|ex|exs|go|h|hpp|html?|java|jsx?|kt|lua|mjs|cjs|php|pl|proto|py|r|rb|rs|scala|sh|sql|svelte|swift|tf|tsx?|vue|zig)$/;
const DATA = /\.(?:csv|tsv|json|jsonl|ndjson|ya?ml|toml|xml|ini|env|geojson|log)$/;

/** What a file is for, by its name alone. */
export function guessType(name: string): string {
  const lower = name.toLowerCase();
  if (/(?:\.|_|-)(?:test|spec)s?\.[a-z]+$|^test_/.test(lower) && CODE.test(lower)) return 'tests';
  if (CODE.test(lower)) return 'code';
  if (DATA.test(lower)) return 'data';
  if (/require|user[-_ ]?stor|\bspec/.test(lower)) return 'requirements';
  if (/architect|\badr\b|design/.test(lower)) return 'architecture';
  if (/security|threat/.test(lower)) return 'security';
  return 'document';
}
