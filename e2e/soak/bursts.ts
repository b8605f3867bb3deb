import { execFile } from 'node:child_process'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { CloudProcess } from '../support/cloud-process.ts'
import { hostileUse } from './hostile-use.ts'
import { peopleOf } from './people.ts'
import { chanceOf } from './random.ts'
import { whatDoesNotHold } from './what-must-hold.ts'

const run = promisify(execFile)

/** What is killed at some moment of a burst. */
export type Victim = 'nothing' | 'process' | 'postgres' | 'guest' | 'libvirtd'

interface Bursts {
  victims: readonly Victim[]
  requests: number
  atOnce: number
  seed: number
  isReal: boolean
  /** Told after each burst. */
  say?: (line: string) => void
}

export interface Outcome {
  /** What was answered wrongly, and what did not hold once it was quiet again: nothing in a sound cloud. */
  wrong: string[]
}

/** One burst of hostile use for each victim, and a look at the books after each. */
export async function hostileBursts(cloud: CloudProcess, options: Bursts): Promise<Outcome> {
  const { victims, requests, atOnce, seed, isReal, say = () => {} } = options
  const chance = chanceOf(seed)
  const people = await peopleOf(cloud)
  const use = await hostileUse(cloud, people, chance)
  const wrong: string[] = []
  for (const [number, victim] of victims.entries()) {
    const burst = use.burst(requests, atOnce)
    await pause(500 + chance.upTo(3000))
    await kill(cloud, victim)
    await burst
    const notHeld = (await isHealthy(cloud))
      ? await whatDoesNotHold(cloud, people, isReal)
      : [`The cloud is not healthy ${healthyMs / 1000} s later.`]
    wrong.push(...notHeld.map((sentence) => `After burst ${number + 1} (${victim} killed): ${sentence}`))
    const statuses = [...use.answered].toSorted(([a], [b]) => a - b).map(([status, times]) => `${times}×${status}`)
    say(
      `burst ${number + 1} of ${victims.length}, ${victim} killed: ${notHeld.length} things do not hold; ` +
        `answers so far ${statuses.join(' ')}, ${use.lost} lost, ${use.faults.length} wrong; ${await memoryMb(cloud)} MB`,
    )
  }
  return { wrong: [...new Set(use.faults), ...wrong] }
}

const healthyMs = 60_000

/** Whether the cloud says within a minute that all it needs is there. */
async function isHealthy({ url }: CloudProcess): Promise<boolean> {
  for (const until = Date.now() + healthyMs; Date.now() < until; await pause(100))
    if ((await fetch(`${url}/healthz`).catch(() => undefined))?.ok) return true
  return false
}

async function kill(cloud: CloudProcess, victim: Victim) {
  if (victim === 'process') {
    await cloud.kill()
    await cloud.start()
  }
  if (victim === 'postgres') await killPid(join(cloud.dataDir, 'postgres/cluster/postmaster.pid'))
  if (victim === 'guest') await killGuest(cloud)
  if (victim === 'libvirtd') {
    await killPid('/var/run/libvirtd.pid')
    await run('libvirtd', ['-d'])
  }
}

async function killPid(file: string) {
  const pid = Number((await readFile(file, 'utf8')).split('\n')[0])
  if (pid > 1) process.kill(pid, 'SIGKILL')
}

/** A guest of this cloud, and of no other on the same libvirt. */
async function killGuest(cloud: CloudProcess) {
  for (const uuid of await readdir(join(cloud.dataDir, 'instances'))) {
    const name = await run('virsh', ['-c', 'qemu:///system', 'domname', uuid]).catch(() => undefined)
    if (name === undefined) continue
    await killPid(`/var/run/libvirt/qemu/${name.stdout.trim()}.pid`).catch(() => {})
    return
  }
}

/** Resident memory of the cloud's process, in MB. */
export async function memoryMb(cloud: CloudProcess): Promise<number> {
  const status = await readFile(`/proc/${cloud.pid()}/status`, 'utf8')
  return Math.round(Number(/VmRSS:\s+(\d+)/.exec(status)?.[1]) / 1024)
}
