import { chmod, mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { layDelta } from '#agent/disks/qcow2-snapshots'
import type { ComputeDriver } from '#driver/compute-driver'

// Read while a guest writes to it, a qcow2 file may be torn; the raw ones beside it (swap, data) are as after a power cut at worst.
const tearable = ['disk', 'disk.rescue']

/**
 * Copies the qcow2 disks of the guests that run, each as of one moment, from `instances` into `target` as `<server>/<disk>`; the guests
 * run on, and what one of them has its agent write out is in the copy. Returns the copied paths below `instances`.
 */
export async function copyRunningDisks(driver: ComputeDriver, instances: string, target: string): Promise<string[]> {
  const copied: string[] = []
  await makePassable(target)
  for (const [serverId, power] of await driver.listGuests()) {
    if (power !== 'running' && power !== 'paused') continue
    const files = await readdir(join(instances, serverId)).catch(() => [] as string[])
    await makePassable(join(target, serverId))
    for (const name of tearable.filter((disk) => files.includes(disk))) {
      const [source, copy] = [join(instances, serverId, name), join(target, serverId, name)]
      await layDelta(source, copy)
      if (await driver.copyDisk(serverId, { source, target: copy, freeze: 'try' })) copied.push(`${serverId}/${name}`)
    }
  }
  return copied
}

/** Makes a folder that QEMU may pass through on its way to the copies that it writes. */
async function makePassable(folder: string): Promise<void> {
  await mkdir(folder)
  await chmod(folder, 0o711)
}
