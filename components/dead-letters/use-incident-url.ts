import { parseAsString, parseAsStringLiteral, useQueryStates } from 'nuqs';

const PARSERS = {
  letter: parseAsString,
  /** Null: open ones while there are some. */
  show: parseAsStringLiteral(['open', 'all'] as const),
  run: parseAsString,
};

/** What of an incident's page a link opens again. */
export function useIncidentUrl(fingerprint: string) {
  const [url, set] = useQueryStates(PARSERS, { history: 'replace' });
  const hrefWith = (part: Partial<typeof url>): string => {
    const query = Object.entries({ ...url, ...part }).flatMap(([name, value]) =>
      value === null ? [] : [[name, value] as [string, string]],
    );
    return `/dead-letters/${fingerprint}${query.length > 0 ? `?${new URLSearchParams(query)}` : ''}`;
  };
  return {
    ...url,
    set: (part: Partial<typeof url>) => void set(part),
    hrefOf: (letter: string) => hrefWith({ letter }),
    listHref: hrefWith({ letter: null }),
    backHref: url.run === null ? '/dead-letters' : `/dead-letters?run=${url.run}`,
  };
}
export type IncidentUrl = ReturnType<typeof useIncidentUrl>;
