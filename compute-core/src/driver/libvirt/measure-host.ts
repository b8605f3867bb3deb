import { readdir, readFile, statfs } from 'node:fs/promises'
import { freemem, loadavg, totalmem } from 'node:os'
import type { HostCounters } from '#domain/host/host-figures'

const gigabyte = 1024 ** 3
/** The kernel counts in these, whatever the disk has. */
const sectorBytes = 512

/** What the kernel counts of this machine, and how full its memory and the file system of `disksFolder` are. */
export async function measureHost(disksFolder: string): Promise<HostCounters> {
  const [stat, disks, diskstats, cards, dev, files] = await Promise.all([
    readable('/proc/stat'),
    realOnes('/sys/block'),
    readable('/proc/diskstats'),
    realOnes('/sys/class/net'),
    readable('/proc/net/dev'),
    statfs(disksFolder).catch(() => undefined),
  ])
  return {
    cpu: cpuTimes(stat),
    load: loadavg()[0] ?? null,
    memoryUsedMb: (totalmem() - freemem()) / 1024 ** 2,
    diskUsedGb: files ? ((files.blocks - files.bfree) * files.bsize) / gigabyte : null,
    ...diskBytes(diskstats, disks),
    ...cardBytes(dev, cards),
  }
}

/** The first line of /proc/stat: `cpu user nice system idle iowait irq softirq steal …`, of all CPUs together. */
export function cpuTimes(stat: string): HostCounters['cpu'] {
  const [user, nice, system, idle, waiting = 0, irq = 0, softirq = 0, steal = 0] =
    /^cpu\s+(.*)$/m.exec(stat)?.[1]?.split(' ').map(Number) ?? []
  if (user === undefined || nice === undefined || system === undefined || idle === undefined) return null
  const busy = user + nice + system + irq + softirq + steal
  return { busy, waiting, all: busy + idle + waiting }
}

/** The lines of /proc/diskstats: `8 0 sda reads merged sectors ms writes merged sectors …`; partitions are in their disk already. */
export function diskBytes(diskstats: string, disks: readonly string[]) {
  const lines = diskstats.split('\n').map((line) => line.trim().split(/\s+/))
  const own = lines.filter(([, , name]) => name !== undefined && disks.includes(name))
  const bytes = (column: number) =>
    own.length === 0 ? null : own.reduce((sum, line) => sum + Number(line[column]) * sectorBytes, 0)
  return { diskReadBytes: bytes(5), diskWriteBytes: bytes(9) }
}

/** The lines of /proc/net/dev: `eth0: bytes packets … (8 columns received) bytes packets … (8 sent)`. */
export function cardBytes(dev: string, cards: readonly string[]) {
  const lines = dev.split('\n').map((line) => line.trim().split(/[:\s]+/))
  const own = lines.filter(([name]) => name !== undefined && cards.includes(name))
  const bytes = (column: number) => (own.length === 0 ? null : own.reduce((sum, line) => sum + Number(line[column]), 0))
  return { rxBytes: bytes(1), txBytes: bytes(9) }
}

/** The disks or cards that are hardware: what goes over bridges, taps, loops and the like goes over one of those, or stays here. */
async function realOnes(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch((): string[] => [])
  const real = await Promise.all(names.map((name) => readdir(`${folder}/${name}/device`).then(Boolean, () => false)))
  return names.filter((_, nth) => real[nth])
}

const readable = (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '')
