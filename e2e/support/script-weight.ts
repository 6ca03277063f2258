import type { Page } from '@playwright/test';

/** Promised: the first load of a page is at most this much script, compressed. */
export const SCRIPT_BUDGET_BYTES = 250_000;

export interface ScriptWeight {
  /** Compressed bytes of every script that came until the page was at rest, touched by nobody. */
  bytes: number;
  /** The first load: what the document itself asks for. The rest is fetched by what these scripts do. */
  documentBytes: number;
  /** The heaviest first. */
  files: { name: string; bytes: number }[];
}

/** Opens an address and weighs what the browser fetched of script until the page rests. The browser must not have it cached. */
export async function weighScripts(page: Page, address: string, content: string): Promise<ScriptWeight> {
  const response = await page.goto(address);
  await page.locator(content).first().waitFor();
  // No skeleton stands any more: the content has its data.
  await page.waitForFunction((selector) => document.querySelector(`${selector} [data-skeleton]`) === null, content);
  await page.waitForLoadState('networkidle');
  const loaded = await page.evaluate(() =>
    (performance.getEntriesByType('resource') as PerformanceResourceTiming[])
      .filter(({ name }) => new URL(name).pathname.endsWith('.js'))
      .map(({ name, encodedBodySize }) => ({ name: new URL(name).pathname, bytes: encodedBodySize })),
  );
  const files = [...new Map(loaded.map((file) => [file.name, file])).values()].sort((a, b) => b.bytes - a.bytes);
  const named = scriptsOf((await response?.text()) ?? '');
  return { bytes: sum(files), documentBytes: sum(files.filter(({ name }) => named.has(name))), files };
}

/** What browsers of today fetch of a document's scripts; `nomodule` is for those before. */
function scriptsOf(html: string): Set<string> {
  const tags = [...html.matchAll(/<script\b[^>]*>/gi)].map(([tag]) => tag).filter((tag) => !/\bnomodule\b/i.test(tag));
  return new Set(tags.flatMap((tag) => /\bsrc="([^"?]+)/.exec(tag)?.[1] ?? []));
}

const sum = (files: { bytes: number }[]): number => files.reduce((total, { bytes }) => total + bytes, 0);
