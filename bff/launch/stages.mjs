import { failedInPlaywright, failedInVitest } from './failed-tests.mjs'
import { flakyInPlaywright, flakyInVitest } from './flaky-tests.mjs'
import { tallyPlaywright, tallyVitest } from './tally.mjs'

/** A check has no report: only its failure counts. */
const check = (name, ...args) => ({ stage: 'quick', name, needsNoPackages: true, command: ['pnpm', ...args] })

const words = (line, more = []) => [...line.split(' '), ...more]

const vitest = (stage, name, room, ...more) => ({
  stage,
  name,
  room,
  command: words(
    `pnpm --filter @kilonova/${room} exec vitest run --passWithNoTests --reporter=default --reporter=json`,
    more,
  ),
  report: { file: `${name}-${room}.json`, read: tallyVitest, failed: failedInVitest, flaky: flakyInVitest },
  withReport: (command, path) => ({ command: [...command, `--outputFile.json=${path}`], env: {} }),
})

const playwright = (stage, name) => ({
  stage,
  name,
  needsDashboard: true,
  command: words(`pnpm --filter @kilonova/e2e exec playwright test --project=${name} --retries=1 --reporter=list,json`),
  report: { file: `${name}.json`, read: tallyPlaywright, failed: failedInPlaywright, flaky: flakyInPlaywright },
  withReport: (command, path) => ({
    command,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: path, PLAYWRIGHT_JSON_OUTPUT_NAME: path },
  }),
})

/** Everything `npm test` runs, in this order: what fails soonest comes first. */
export const allRuns = [
  check('types', '-r', '--no-bail', '--workspace-concurrency=1', 'run', 'types'),
  check('lint', 'run', 'lint'),
  check('format', 'run', 'format:check'),
  { stage: 'quick', name: 'build', needsNoPackages: true, needsDashboard: true },
  vitest('quick', 'unit', 'compute-core', '--project', 'unit'),
  vitest('quick', 'unit', 'bff'),
  vitest('quick', 'unit', 'web'),
  // What meets a real guest or a browser is tried once more, and named at the end where that was needed. A unit test never is.
  vitest('guests', 'libvirt', 'compute-core', '--project', 'libvirt', '--retry=1'),
  playwright('guests', 'real'),
  vitest('hosts', 'hosts', 'compute-core', '--project', 'hosts', '--retry=1'),
  playwright('browser', 'browser'),
]

/** What a person can name: a stage, or one of its parts. */
export const runNames = [...new Set(allRuns.flatMap(({ stage, name }) => [stage, name]))]

/** The runs of the named stages and parts, or all of them; undefined where a name is not known. */
export function chooseRuns(names) {
  if (names.some((name) => !runNames.includes(name))) return undefined
  return names.length === 0
    ? allRuns
    : allRuns.filter(({ stage, name }) => names.includes(stage) || names.includes(name))
}

/** The stages whose system packages these runs need. */
export const stagesOf = (runs) => [
  ...new Set(runs.filter(({ needsNoPackages }) => !needsNoPackages).map(({ stage }) => stage)),
]
