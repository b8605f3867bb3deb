// `npm run enter -- <network> [command …]`: a shell, or one command, inside a network of this host: there its guests are reached by
// their addresses, whatever range their subnet has.
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { join, resolve } from 'node:path'
import process from 'node:process'
import { dataFolder } from './before-installing.mjs'
import { launch, Refusal } from './refusal.mjs'

await launch(async () => {
  const [wanted, ...command] = process.argv.slice(2)
  const dataDir = resolve(dataFolder(process.env, process.getuid?.() === 0))
  const here = networksHere(join(dataDir, 'networks'))
  const list = here.map(({ networkName, networkId }) => `${networkId} (${networkName})`).join(', ')
  const hint =
    here.length === 0
      ? `The cloud in ${dataDir} has no guest on any network of this host: set KILONOVA_DATA as for the start if you mean another.`
      : `On this host: ${list}.`
  if (wanted === undefined) throw new Refusal(`Usage: npm run enter -- <network> [command …]\n${hint}`)
  const found = here.filter(({ networkId, networkName }) => networkId === wanted || networkName === wanted)
  if (found.length === 0) throw new Refusal(`This host has no network ${wanted}. ${hint}`)
  if (found.length > 1)
    throw new Refusal(`Several networks are called ${wanted}. Take the id of the one you mean. ${hint}`)
  if (process.getuid?.() !== 0) throw new Refusal('Only root enters a network. Run it again with sudo.')
  const program = command.length > 0 ? command : [process.env.SHELL ?? '/bin/sh']
  const { status, error } = spawnSync('ip', ['netns', 'exec', found[0].namespace, ...program], { stdio: 'inherit' })
  if (error) throw new Refusal(`ip cannot be run: ${error.message}. Install it: apt-get install iproute2.`)
  process.exitCode = status ?? 1
})

/** The networks with guests on this host, as the agent has written them down, with their namespaces (agent/nics/network-names.ts). */
function networksHere(folder) {
  const tag = createHash('sha256').update(folder).digest('hex').slice(0, 4)
  return filesOf(folder)
    .filter((file) => /^network-\d+\.json$/.test(file))
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')))
    .map((record) => ({ ...record, namespace: `kn-${tag}-${record.linkNo.toString(36)}` }))
}

function filesOf(folder) {
  try {
    return readdirSync(folder)
  } catch (error) {
    if (error.code === 'ENOENT') return []
    throw new Refusal(`The folder ${folder} cannot be read: ${error.message}. Run it again with sudo.`)
  }
}
