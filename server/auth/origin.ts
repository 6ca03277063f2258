/** What a browser says of where a request comes from; null where the header is absent. */
export interface OriginFacts {
  secFetchSite: string | null;
  origin: string | null;
  host: string | null;
}

/**
 * Whether a request that carries a cookie may change something. `Sec-Fetch-Site` decides where it is sent; else `Origin`
 * must name the host that was asked for. With neither it was no browser, so no cookie was taken along behind a person's back.
 */
export function isSameOrigin(facts: OriginFacts): boolean {
  if (facts.secFetchSite !== null) return facts.secFetchSite === 'same-origin' || facts.secFetchSite === 'none';
  if (facts.origin === null) return true;
  return URL.canParse(facts.origin) && facts.host !== null && new URL(facts.origin).host === facts.host.toLowerCase();
}
