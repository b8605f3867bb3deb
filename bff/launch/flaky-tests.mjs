import { errorOf, nameInVitest, plainLines, shortened, testsOfSuite } from './failed-tests.mjs'

/** The tests of a Vitest JSON report that passed, but not at their first try, each with that one's error. */
export const flakyInVitest = (report) =>
  report.testResults.flatMap(({ name: file, assertionResults }) =>
    assertionResults
      .filter(({ status, failureMessages }) => status === 'passed' && failureMessages.length > 0)
      .map((test) => ({ name: nameInVitest(file, test), error: test.failureMessages[0] })),
  )

/** The tests of a Playwright JSON report that passed, but not at their first try, each with that one's error. */
export const flakyInPlaywright = ({ suites = [] }) =>
  suites
    .flatMap((suite) => testsOfSuite(suite))
    .filter(({ status }) => status === 'flaky')
    .map(({ name, results }) => ({ name, error: errorOf(results.find(failed)) }))

const failed = ({ status }) => status !== 'passed' && status !== 'skipped'

const mostTests = 20

/** What is said at the very end of tests that passed only when they were run again: their names, and why they had failed. At most 42 lines. */
export function flakyLines(results) {
  const flaky = results.flatMap(({ title, flaky = [] }) => flaky.map((test) => ({ title, ...test })))
  if (flaky.length === 0) return []
  const lines = flaky.slice(0, mostTests).flatMap(({ title, name, error }) => [
    `~ ${shortened(`${title}: ${name}`)}`,
    ...plainLines(error)
      .slice(0, 1)
      .map((line) => `    ${shortened(line)}`),
  ])
  const left = flaky.length - mostTests
  return [
    `Flaky, passed only at the second try (${flaky.length}):`,
    ...lines,
    ...(left > 0 ? [`… and ${left} more`] : []),
  ]
}
