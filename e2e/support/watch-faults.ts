import type { BrowserContext } from '@playwright/test';

export interface Faults {
  /** What no page may show: console errors, exceptions, refused resources, failed and refused requests. */
  readonly seen: string[];
  /** From now on such a line is part of the test. */
  expect(pattern: RegExp): void;
}

/** Navigating away ends what a page was still fetching ahead; a download leaves the page's hands. */
const ABORTED = /net::ERR_ABORTED/;

/** Listens to every page of a context, its content security policy included. */
export async function watchFaults(context: BrowserContext): Promise<Faults> {
  const seen: string[] = [];
  const expected: RegExp[] = [];
  const note = (line: string) => {
    if (!expected.some((pattern) => pattern.test(line))) seen.push(line);
  };
  await context.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      console.error(`content security policy: ${event.violatedDirective} refuses ${event.blockedURI}`);
    });
  });
  context.on('console', (message) => {
    if (message.type() === 'error') note(`console: ${message.text()} ${message.location().url}`);
  });
  context.on('weberror', (error) => note(`exception: ${error.error().stack ?? error.error().message}`));
  context.on('requestfailed', (request) => {
    const why = request.failure()?.errorText ?? 'failed';
    if (!ABORTED.test(why)) note(`request: ${request.method()} ${request.url()} ${why}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) note(`response: ${response.status()} ${response.request().method()} ${response.url()}`);
  });
  return { seen, expect: (pattern) => void expected.push(pattern) };
}
