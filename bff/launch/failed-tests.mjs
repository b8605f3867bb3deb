import { readFileSync } from 'node:fs'
import { stripVTControlCharacters } from 'node:util'

/** The failed tests of a Vitest JSON report, each with its full name and its error; a file that did not load is one of them. */
export const failedInVitest = (report) =>
  report.testResults.flatMap(({ name: file, status, message, assertionResults }) => {
    const failed = assertionResults.filter((test) => test.status === 'failed')
    if (failed.length === 0) return status === 'failed' ? [{ name: inRoom(file), error: message }] : []
    return failed.map((test) => ({ name: nameInVitest(file, test), error: test.failureMessages.join('\n') }))
  })

/** The failed tests of a Playwright JSON report, and what failed outside of all tests. */
export const failedInPlaywright = ({ suites = [], errors = [] }) => [
  ...suites
    .flatMap((suite) => testsOfSuite(suite))
    .filter(({ status }) => status === 'unexpected')
    .map(({ name, results }) => ({ name, error: errorOf(results.at(-1)) })),
  ...errors.map(({ message = '', stack = '' }) => ({ name: 'outside of all tests', error: stack || message })),
]

/** All tests of a suite and of those below it, each with its path as its name. */
export function testsOfSuite({ title, specs = [], suites = [] }, above = []) {
  const path = [...above, title].filter(Boolean)
  const tests = specs.flatMap((spec) =>
    spec.tests.map(({ status, results }) => ({ name: [...path, spec.title].join(' › '), status, results })),
  )
  return [...tests, ...suites.flatMap((suite) => testsOfSuite(suite, path))]
}

/** What one try of a Playwright test says of its failure. */
export const errorOf = ({ errors = [], status } = {}) =>
  errors.map(({ message = '', stack = '' }) => stack || message).join('\n') || status || ''

/** The full name of a Vitest test: file, groups, title. */
export const nameInVitest = (file, { ancestorTitles, title }) =>
  [inRoom(file), ...ancestorTitles, title].filter(Boolean).join(' › ')

/** From the room's folder on, as a person types it. */
const inRoom = (file) => file.replace(/^.*\/(?=(bff|web|compute-core|e2e)\/(src|test|launch|tests|real)\/)/, '')

/** The tests of a run that `read` finds in its report; none where its report cannot be read. */
export function namedTests(reportPath, read) {
  try {
    return read(JSON.parse(readFileSync(reportPath, 'utf8')))
  } catch {
    return []
  }
}

const mostLines = 60
const mostLinesOfError = 8

/**
 * What is said of failures at the very end, where only the end is kept of what a run prints: the full names of all failed tests with the
 * first lines of their errors, and the last lines of a failed run whose report names no test. At most 60 lines.
 */
export function failureLines(results) {
  const failures = results.flatMap((result) => failuresOf(result))
  if (failures.length === 0) return []
  const shown = failures.slice(0, mostLines - 2)
  const each = Math.floor((mostLines - 2 - shown.length) / shown.length)
  const lines = shown.flatMap(({ title, name, lines }) => [
    `✗ ${shortened(`${title}: ${name}`)}`,
    ...lines.slice(0, each).map((line) => `    ${shortened(line)}`),
  ])
  const left = failures.length - shown.length
  return ['Failed:', ...lines, ...(left > 0 ? [`… and ${left} more`] : [])]
}

function failuresOf({ title, tally, failed = [], lastLines = [] }) {
  if (tally.failed === 0) return []
  if (failed.length > 0)
    return failed.map(({ name, error }) => ({ title, name, lines: plainLines(error).slice(0, mostLinesOfError) }))
  return [{ title, name: 'it failed without naming a test; its last lines:', lines: lastLines.flatMap(plainLines) }]
}

/** A text without its colours, its empty lines and the inside of packages. */
export const plainLines = (text) =>
  stripVTControlCharacters(text)
    .split('\n')
    .map((line) => line.trimEnd())
    .filter((line) => line !== '' && !/^\s+at .*node_modules/.test(line))

/** A line that is no longer than people read. */
export const shortened = (line) => (line.length > 240 ? `${line.slice(0, 239)}…` : line)
