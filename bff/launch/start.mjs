// `npm start`: brings what is missing, builds what is stale, becomes the cloud. A start with nothing missing only looks.
// `npm start -- backup <file>` and `npm start -- restore <file>` need neither guests nor the dashboard.
import { checkCommand, checkPlace } from './before-installing.mjs'
import { ensureDashboard } from './dashboard.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { runEngine } from './engine.mjs'
import { ensurePackages } from './packages.mjs'
import { launch } from './refusal.mjs'
import { runtimeNeeds } from './system-needs.mjs'
import { ensureToolchain } from './toolchain.mjs'

await launch(async () => {
  const args = process.argv.slice(2)
  checkCommand(args)
  const isStart = args.length === 0
  if (isStart) await checkPlace(process.env)
  if (isStart && process.env.KILONOVA_DRIVER !== 'fake') await ensurePackages(runtimeNeeds(process.arch))
  const toolchain = await ensureToolchain()
  await ensureDependencies(toolchain)
  if (isStart) await ensureDashboard(toolchain)
  await runEngine(toolchain, args)
})
