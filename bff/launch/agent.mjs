// `npm run agent`: brings what is missing and becomes the agent of a host, without a dashboard or a database of its own.
// `npm run agent -- join <url> --token <token>` makes this machine a host first; `npm run agent -- leave` takes it back.
import { join } from 'node:path'
import { ensureDependencies } from './dependencies.mjs'
import { runEngine } from './engine.mjs'
import { ensurePackages } from './packages.mjs'
import { root } from './places.mjs'
import { launch, Refusal } from './refusal.mjs'
import { runtimeNeeds } from './system-needs.mjs'
import { ensureToolchain } from './toolchain.mjs'

await launch(async () => {
  const args = process.argv.slice(2)
  checkAgentCommand(args)
  if (args[0] !== 'leave' && process.env.KILONOVA_DRIVER !== 'fake') await ensurePackages(runtimeNeeds(process.arch))
  const toolchain = await ensureToolchain()
  await ensureDependencies(toolchain)
  await runEngine(toolchain, args, join(root, 'bff/src/agent-main.ts'))
})

/** Refuses what is no command, before anything is installed for it. */
function checkAgentCommand([name, ...rest]) {
  if (name === undefined || (name === 'leave' && rest.length === 0)) return
  if (name === 'join' && rest.some((word) => word === '--token' || word.startsWith('--token='))) return
  throw new Refusal(
    'Type npm run agent, npm run agent -- leave, or npm run agent -- join https://<control>:8790 --token <token>, which the hosts page of the cloud prints.',
  )
}
