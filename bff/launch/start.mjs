// `npm start`: brings what is missing, builds what is stale, becomes the cloud. A start with nothing missing only looks.
import { ensureDashboard } from './dashboard.mjs'
import { ensureDependencies } from './dependencies.mjs'
import { runEngine } from './engine.mjs'
import { ensurePackages } from './packages.mjs'
import { launch } from './refusal.mjs'
import { runtimeNeeds } from './system-needs.mjs'
import { ensureToolchain } from './toolchain.mjs'

await launch(async () => {
  if (process.env.KILONOVA_DRIVER !== 'fake') await ensurePackages(runtimeNeeds(process.arch))
  const toolchain = await ensureToolchain()
  await ensureDependencies(toolchain)
  await ensureDashboard(toolchain)
  await runEngine(toolchain, process.argv.slice(2))
})
