// `npm test`: brings what the tests need, runs all of them (or the stages named after `--`) and counts.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ensureDashboard } from './dashboard.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { ensurePackages } from './packages.mjs'
import { root } from './places.mjs'
import { launch, Refusal, say } from './refusal.mjs'
import { chooseRuns, stageNames } from './stages.mjs'
import { runtimeNeeds, testNeeds } from './system-needs.mjs'
import { closingLine, sum, tallyRun } from './tally.mjs'
import { ensureToolchain } from './toolchain.mjs'

await launch(async () => {
  const runs = chooseRuns(process.argv.slice(2))
  if (runs === undefined) throw new Refusal(`The stages are ${stageNames.join(', ')}: for example npm test -- unit e2e`)
  await ensurePackages([...runtimeNeeds(process.arch), ...testNeeds])
  const toolchain = await ensureToolchain()
  await ensureDependencies(toolchain)
  const reports = mkdtempSync(join(tmpdir(), 'kilonova-test-'))
  const results = []
  for (const run of runs) results.push(await carryOut(run, toolchain, reports))
  rmSync(reports, { recursive: true, force: true })
  summarize(results)
})

async function carryOut(run, toolchain, reports) {
  say(`\n── ${run.name} ──`)
  const startedMs = performance.now()
  const tally = await outcomeOf(run, toolchain, reports)
  return { name: run.name, tally, seconds: (performance.now() - startedMs) / 1000 }
}

async function outcomeOf(run, toolchain, reports) {
  if (run.stage === 'e2e' || run.stage === 'build') {
    const failure = await ensureDashboard(toolchain).catch((error) => error)
    if (failure) {
      say(failure.message)
      return { passed: 0, failed: 1, skipped: 0 }
    }
    if (run.stage === 'build') return { passed: 0, failed: 0, skipped: 0 }
  }
  if (run.report === undefined)
    return { passed: 0, failed: (await runLoudly(run.command, toolchain, {})) === 0 ? 0 : 1, skipped: 0 }
  const path = join(reports, run.report.file)
  const { command, env } = run.withReport(run.command, path)
  return tallyRun(path, run.report.read, await runLoudly(command, toolchain, env))
}

function runLoudly([, ...args], { node, pnpm, env }, more) {
  const child = spawn(node, [pnpm, ...args], {
    cwd: root,
    env: { ...env, ...more },
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('exit', (code) => resolve(code ?? 1))
  })
}

function summarize(results) {
  const all = sum(results.map(({ tally }) => tally))
  say('')
  for (const { name, tally, seconds } of results)
    say(
      `${tally.failed === 0 ? '✓' : '✗'} ${name.padEnd(18)} ${seconds.toFixed(1).padStart(6)} s  ${tally.passed + tally.failed === 0 ? '' : closingLine(tally)}`,
    )
  say(closingLine(all))
  if (all.failed > 0) process.exitCode = 1
}
