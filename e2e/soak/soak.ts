// Hostile use for hours: `pnpm soak --minutes 60`, `--real` on libvirt and QEMU, `--seed 7` to have a run again.
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startCloud } from '../support/cloud-process.ts'
import { hostileBursts, memoryMb, type Victim } from './bursts.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '60' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    real: { type: 'boolean', default: false },
  },
})

// The cloud gives back what it has freed twice a minute.
const restMs = 65_000
const maxRestingMb = 512
const until = Date.now() + Number(values.minutes) * 60_000
const victims: Victim[] = values.real
  ? ['nothing', 'process', 'guest', 'postgres', 'libvirtd', 'guest']
  : ['nothing', 'process', 'postgres', 'nothing', 'process']
const size = values.real ? { requests: 300, atOnce: 4 } : { requests: 3000, atOnce: 16 }
// A guest that does not heed the power button is given less time than a server has to come to rest.
const cloud = await startCloud(values.real ? {} : { KILONOVA_DRIVER: 'fake', KILONOVA_FAKE_HOSTS: '8' }, {
  shutdown_timeout: 5,
})
const wrong: string[] = []
try {
  for (let round = 0; round === 0 || Date.now() < until; round++) {
    const seed = Number(values.seed) + round
    console.log(`round ${round + 1}, seed ${seed}`)
    const outcome = await hostileBursts(cloud, { victims, ...size, seed, isReal: values.real, say: console.log })
    wrong.push(...outcome.wrong)
  }
  wrong.push(...(await memoryComesBack()))
} finally {
  await cloud.dispose()
}
/**
 * One life of the process: what it keeps at rest does not grow with use. V8 collects its garbage when it needs the room and not when it
 * is idle, so that the same process keeps 150 MB or 400 with 50 in use; what grows beyond that is a leak.
 */
async function memoryComesBack(): Promise<string[]> {
  const at: number[] = []
  for (const bursts of [5, 5]) {
    const victims = Array.from({ length: bursts }, (): Victim => 'nothing')
    const options = { ...size, victims, seed: at.length, isReal: values.real, say: console.log }
    wrong.push(...(await hostileBursts(cloud, options)).wrong)
    await pause(restMs)
    at.push(await memoryMb(cloud))
  }
  console.log(`memory at rest: ${at[0]} MB after five bursts, ${at[1]} MB after five more`)
  return at[1]! > maxRestingMb ? [`The process keeps ${at[1]} MB at rest, more than ${maxRestingMb}.`] : []
}

console.log(wrong.length === 0 ? 'Everything held.' : wrong.join('\n'))
process.exitCode = wrong.length === 0 ? 0 : 1
