// `npm test`: installs what the tests need, runs all of them (or the stages and parts named after `--`) and counts.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureDashboard } from './dashboard.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { namedTests } from './failed-tests.mjs'
import { ensurePackages } from './packages.mjs'
import { root } from './places.mjs'
import { launch, Refusal, say } from './refusal.mjs'
import { chooseRuns, runNames, stagesOf } from './stages.mjs'
import { testNeeds } from './system-needs.mjs'
import { sum, summaryOf, tallyRun } from './tally.mjs'
import { ensureToolchain } from './toolchain.mjs'

/** Enough for what Vitest says of an error outside of its tests. */
const linesKept = 40

const oneFailure = { passed: 0, failed: 1, skipped: 0 }

await launch(async () => {
  const startedMs = performance.now()
  const runs = chooseRuns(process.argv.slice(2))
  if (runs === undefined)
    throw new Refusal(`npm test knows ${runNames.join(', ')}: for example npm test -- quick browser`)
  await ensurePackages(testNeeds(stagesOf(runs), process.arch))
  const toolchain = await ensureToolchain()
  await ensureDependencies(toolchain)
  const results = [{ stage: 'prepare', title: 'prepare', tally: sum([]), seconds: secondsSince(startedMs) }]
  const reports = mkdtempSync(join(tmpdir(), 'kilonova-test-'))
  for (const run of runs) results.push(await carryOut(run, toolchain, reports))
  rmSync(reports, { recursive: true, force: true })
  say(['', ...summaryOf(results)].join('\n'))
  if (results.some(({ tally }) => tally.failed > 0)) process.exitCode = 1
})

async function carryOut(run, toolchain, reports) {
  const title = [run.name, run.room].filter(Boolean).join(' ')
  say(`\n── ${title} ──`)
  const startedMs = performance.now()
  const outcome = await outcomeOf(run, toolchain, reports)
  return { stage: run.stage, title, ...outcome, seconds: secondsSince(startedMs) }
}

async function outcomeOf(run, toolchain, reports) {
  if (run.needsDashboard) {
    const failure = await ensureDashboard(toolchain).catch((error) => error)
    if (failure) {
      say(failure.message)
      return { tally: oneFailure, lastLines: failure.message.split('\n') }
    }
  }
  if (run.command === undefined) return { tally: sum([]) }
  if (run.report === undefined) {
    const { code, lastLines } = await runLoudly(run.command, toolchain, {})
    return { tally: code === 0 ? sum([]) : oneFailure, lastLines }
  }
  const path = join(reports, run.report.file)
  const { command, env } = run.withReport(run.command, path)
  const { code, lastLines } = await runLoudly(command, toolchain, env)
  return {
    tally: tallyRun(path, run.report.read, code),
    failed: namedTests(path, run.report.failed),
    flaky: namedTests(path, run.report.flaky),
    lastLines,
  }
}

function secondsSince(startedMs) {
  return (performance.now() - startedMs) / 1000
}

/** Shows what the command prints as it comes; its last lines are kept where nobody sits at a terminal to scroll back. */
function runLoudly([, ...args], { node, pnpm, env }, more) {
  const output = process.stdout.isTTY ? 'inherit' : 'pipe'
  const child = spawn(node, [pnpm, ...args], {
    cwd: root,
    env: { ...env, ...more },
    stdio: ['ignore', output, output],
  })
  let kept = ''
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ])
    // prettier-ignore
    from?.setEncoding('utf8').on('data', (text) => {
      to.write(text)
      kept = `${kept}${text}`.split('\n').slice(-linesKept).join('\n')
    })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => resolve({ code: code ?? 1, lastLines: kept.split('\n') }))
  })
}
