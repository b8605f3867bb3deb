import { readFileSync } from 'node:fs'
import { failureLines } from './failed-tests.mjs'
import { flakyLines } from './flaky-tests.mjs'

const nothing = { passed: 0, failed: 0, skipped: 0 }

/** What a Vitest JSON report counted; a file that would not even load counts as one failure. */
export function tallyVitest(report) {
  const failed = report.numFailedTests
  return {
    passed: report.numPassedTests,
    failed: failed === 0 && !report.success ? Math.max(1, report.numFailedTestSuites) : failed,
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/** What a Playwright JSON report counted; a test that passed only at a second try has passed. */
export function tallyPlaywright({ stats, errors = [] }) {
  return {
    passed: stats.expected + stats.flaky,
    failed: stats.unexpected === 0 ? errors.length : stats.unexpected,
    skipped: stats.skipped,
  }
}

/** The tally of one run: its report's, and at least one failure where the run ended badly or left no report. */
export function tallyRun(reportPath, read, exitCode) {
  const counted = readReport(reportPath, read)
  return exitCode !== 0 && counted.failed === 0 ? { ...counted, failed: 1 } : counted
}

/** All tallies in one. */
export const sum = (tallies) =>
  tallies.reduce(
    (all, one) => ({
      passed: all.passed + one.passed,
      failed: all.failed + one.failed,
      skipped: all.skipped + one.skipped,
    }),
    nothing,
  )

/** The closing line, as people and machines read it. What passed at its second try has passed: `flakyLines` names it. */
export const closingLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed, ${skipped} skipped`

/**
 * What a run has to say at its end: a line for each stage, below it one for each of its parts, what has failed, what has passed only at
 * its second try, and the closing line.
 */
export function summaryOf(results) {
  const stages = [...new Set(results.map(({ stage }) => stage))].flatMap((stage) => {
    const parts = results.filter((result) => result.stage === stage)
    const seconds = parts.reduce((all, part) => all + part.seconds, 0)
    const whole = summaryLine(stage, sum(parts.map(({ tally }) => tally)), seconds, parts.reduce(addFlaky, 0))
    if (parts.length === 1) return [whole]
    return [whole, ...parts.map((part) => summaryLine(`  ${part.title}`, part.tally, part.seconds, addFlaky(0, part)))]
  })
  return [
    ...stages,
    ...failureLines(results),
    ...flakyLines(results),
    closingLine(sum(results.map(({ tally }) => tally))),
  ]
}

const addFlaky = (count, { flaky = [] }) => count + flaky.length

/** Seconds go without a tally where there was nothing to count, and a tally without flaky tests where there were none. */
const summaryLine = (title, tally, seconds, flaky) =>
  [
    tally.failed === 0 ? '✓' : '✗',
    title.padEnd(20),
    `${seconds.toFixed(1).padStart(6)} s`,
    tally.passed + tally.failed === 0 ? '' : ` ${closingLine(tally)}${flaky > 0 ? `, ${flaky} flaky` : ''}`,
  ]
    .join(' ')
    .trimEnd()

function readReport(path, read) {
  try {
    return read(JSON.parse(readFileSync(path, 'utf8')))
  } catch {
    // Nothing readable was left: a run that was to have tests and has none to show has failed.
    return { ...nothing, failed: 1 }
  }
}
