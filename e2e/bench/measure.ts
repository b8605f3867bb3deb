import { execFile } from 'node:child_process'
import { readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import autocannon from 'autocannon'
import type { CloudProcess } from '../support/cloud-process.ts'

const run = promisify(execFile)

export interface Rate {
  perSecond: number
  p50Ms: number
  p99Ms: number
}

/** Asks `url` over and over on `connections` connections for `seconds`; throws when an answer is not a 2xx. */
export async function rate(url: string, headers: Record<string, string>, connections = 4, seconds = 5): Promise<Rate> {
  const result = await autocannon({ url, headers, connections, duration: seconds })
  if (result.non2xx > 0 || result.errors > 0)
    throw new Error(`${url}: ${result.non2xx} refusals, ${result.errors} errors`)
  return { perSecond: result.requests.average, p50Ms: result.latency.p50, p99Ms: result.latency.p99 }
}

/** The same for a function that is called one after the other on `lanes` lanes. */
export async function rateOf(work: () => Promise<unknown>, lanes = 4, seconds = 5): Promise<Rate> {
  const took: number[] = []
  const until = performance.now() + seconds * 1000
  const lane = async () => {
    while (performance.now() < until) {
      const begun = performance.now()
      await work()
      took.push(performance.now() - begun)
    }
  }
  await Promise.all(Array.from({ length: lanes }, lane))
  took.sort((a, b) => a - b)
  return { perSecond: took.length / seconds, p50Ms: quantile(took, 0.5), p99Ms: quantile(took, 0.99) }
}

/** The value below which the share `q` of the sorted `values` lies. */
export const quantile = (values: readonly number[], q: number): number =>
  values[Math.min(values.length - 1, Math.floor(values.length * q))] ?? Number.NaN

/** Milliseconds that `work` takes. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
  const begun = performance.now()
  await work()
  return performance.now() - begun
}

/** Memory in MB of the cloud's process and of its database's, each page shared by several counted in parts (PSS). */
export async function memoryMb(cloud: CloudProcess): Promise<{ cloud: number; postgres: number }> {
  const postmaster = Number(
    (await readFile(join(cloud.dataDir, 'postgres/cluster/postmaster.pid'), 'utf8')).split('\n')[0],
  )
  const pids = [postmaster, ...(await childrenOf(postmaster))]
  const parts = await Promise.all(pids.map(pssMb))
  return { cloud: await pssMb(cloud.pid()), postgres: parts.reduce((sum, part) => sum + part, 0) }
}

async function childrenOf(pid: number): Promise<number[]> {
  const all = (await readdir('/proc')).map(Number).filter((each) => each > 0)
  const parents = await Promise.all(all.map((each) => readFile(`/proc/${each}/stat`, 'utf8').catch(() => '')))
  return all.filter((_, i) => Number(parents[i]!.slice(parents[i]!.lastIndexOf(')') + 2).split(' ')[1]) === pid)
}

async function pssMb(pid: number): Promise<number> {
  const rollup = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
  return Number(/^Pss:\s+(\d+) kB/m.exec(rollup)?.[1] ?? 0) / 1024
}

/** Milliseconds that bare libvirt takes to define and start the guest of `serverId` under another name, the median of `times`. */
export async function bareStartMs(serverId: string, times: number): Promise<number> {
  const virsh = (...args: string[]) => run('virsh', ['-q', '-c', 'qemu:///system', ...args])
  const file = `/tmp/kilonova-bench-${process.pid}.xml`
  const { stdout } = await virsh('dumpxml', '--inactive', '--security-info', serverId)
  await writeFile(file, asAnother(stdout))
  const took: number[] = []
  for (let i = 0; i < times; i++) {
    took.push(await timed(() => virsh(`define ${file}; start kilonova-bench`)))
    await virsh('destroy kilonova-bench; undefine kilonova-bench')
  }
  await rm(file)
  return quantile(
    took.toSorted((a, b) => a - b),
    0.5,
  )
}

/** The same guest without what may exist only once: name, id, disks' write locks, taps. */
const asAnother = (xml: string): string =>
  xml
    .replace(/<name>.*?<\/name>/, '<name>kilonova-bench</name>')
    .replace(/<uuid>.*?<\/uuid>/, '')
    .replace(/<entry name='(uuid|serial)'>.*?<\/entry>/g, '')
    .replace(/<target dev='tap[^']*'\/>/g, '')
    .replace(/console\.log/g, 'console-bench.log')
