import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './places.mjs'
import { tallyPlaywright, tallyVitest } from './tally.mjs'

/** A check has no report: only its failure counts. */
const check = (name, ...args) => ({ stage: name, name, command: ['pnpm', ...args] })

const unit = (room) => ({
  stage: 'unit',
  name: `unit ${room}`,
  command: [
    'pnpm',
    '--filter',
    `@kilonova/${room}`,
    'exec',
    'vitest',
    'run',
    '--passWithNoTests',
    '--reporter=default',
    '--reporter=json',
  ],
  report: { file: `${room}.json`, read: tallyVitest },
  withReport: (command, path) => ({ command: [...command, `--outputFile.json=${path}`], env: {} }),
})

const endToEnd = {
  stage: 'e2e',
  name: 'e2e',
  command: [
    'pnpm',
    '--filter',
    '@kilonova/e2e',
    'exec',
    'playwright',
    'test',
    '--pass-with-no-tests',
    '--reporter=list,json',
  ],
  report: { file: 'e2e.json', read: tallyPlaywright },
  withReport: (command, path) => ({
    command,
    env: { PLAYWRIGHT_JSON_OUTPUT_FILE: path, PLAYWRIGHT_JSON_OUTPUT_NAME: path },
  }),
}

/** Everything `npm test` runs, in this order: what fails soonest comes first. */
export const allRuns = [
  check('types', '-r', '--no-bail', '--workspace-concurrency=1', 'run', 'types'),
  check('lint', 'run', 'lint'),
  check('format', 'run', 'format:check'),
  { stage: 'build', name: 'build' },
  unit('compute-core'),
  unit('bff'),
  unit('web'),
  endToEnd,
]

/** The stages a person can name. */
export const stageNames = [...new Set(allRuns.map((run) => run.stage))]

/** The runs of the named stages, or of all; a name that is none gives undefined. */
export function chooseRuns(names) {
  if (names.some((name) => !stageNames.includes(name))) return undefined
  const chosen = names.length === 0 ? allRuns : allRuns.filter((run) => names.includes(run.stage))
  return chosen.filter(
    (run) => run.stage !== 'unit' || existsSync(join(root, run.name.replace('unit ', ''), 'package.json')),
  )
}
