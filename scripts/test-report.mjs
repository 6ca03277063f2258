// What a runner's report says, in the words of `npm test`: counts, and each failure with its place, so that the last lines of a log are enough to begin.
const LINES_OF_A_FAILURE = 12;
const ESCAPES = new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g');

/**
 * @typedef {{ name: string, why: string }} Named
 * @typedef {{ passed: number, failed: number, skipped: number, failures: Named[], flaky: Named[] }} Report
 */

/** @returns {Report} of vitest's JSON. A file that could not be read counts as one failure. */
export function vitestReport(report, root) {
  const files = report.testResults.map((file) => ({ ...file, place: file.name.replace(`${root}/`, '') }));
  const broken = files.filter((file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'));
  const failures = files.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === 'failed')
      .map((test) => named(`${file.place} › ${test.fullName}`, test.failureMessages.join('\n'))),
  );
  const flaky = files.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === 'passed' && test.failureMessages.length > 0)
      .map((test) => named(`${file.place} › ${test.fullName}`, test.failureMessages.join('\n'))),
  );
  return {
    passed: report.numPassedTests,
    failed: report.numFailedTests + broken.length,
    skipped: report.numPendingTests + report.numTodoTests,
    failures: [...failures, ...broken.map((file) => named(file.place, file.message))],
    flaky,
  };
}

/** @returns {Report} of Playwright's JSON. What passed at its second try only counts as passed, and is named. */
export function playwrightReport({ stats, suites, errors = [] }) {
  const tests = suites.flatMap((suite) => testsOf(suite));
  const saidOf = (test) => messageOf(test.results.find((result) => result.error)?.error);
  const pick = (status) => tests.filter((test) => test.status === status).map((test) => named(test.title, saidOf(test)));
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected + errors.length,
    skipped: stats.skipped,
    failures: [...pick('unexpected'), ...errors.map((error) => named('before any test', messageOf(error)))],
    flaky: pick('flaky'),
  };
}

/** The lines for the end of a log. */
export function linesOf(title, { failures, flaky }) {
  return [
    ...failures.flatMap(({ name, why }) => [`✗ ${title}: ${name}`, ...indented(why)]),
    ...flaky.flatMap(({ name, why }) => [`~ Passed at the second try only, a defect to look into: ${name}`, ...indented(why)]),
  ];
}

function testsOf(suite) {
  const own = (suite.specs ?? []).flatMap((spec) =>
    spec.tests.map((test) => ({ ...test, title: `[${test.projectName}] ${spec.file}:${spec.line} › ${spec.title}` })),
  );
  return [...own, ...(suite.suites ?? []).flatMap(testsOf)];
}

const messageOf = (error) => [error?.message, error?.snippet].filter(Boolean).join('\n');
const named = (name, why) => ({ name, why: (why ?? '').replace(ESCAPES, '').trim() });

function indented(text) {
  const lines = text === '' ? [] : text.split('\n');
  const shown = lines.slice(0, LINES_OF_A_FAILURE);
  return [...shown, ...(lines.length > shown.length ? ['…'] : [])].map((line) => `    ${line}`);
}
