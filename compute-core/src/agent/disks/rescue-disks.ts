import { rescueDevice } from '#domain/server/rescue-device'
import type { CommandImage } from '../commands/command-contract.ts'
import type { PlannedDisk } from './planned-disk.ts'

const suffix = '.rescue'

/** Whether a file of a server's folder is there only while it is rescued. */
export const isRescueFile = (file: string): boolean => file.endsWith(suffix)

/**
 * What a server whose disks are `own` sees while it is rescued with `image`: that image first, the old root second and nothing else;
 * or, when the image asks for it, all its own devices where they were and the image behind them, yet booted. Its config drive is a new one.
 */
export function rescueDisks(own: readonly PlannedDisk[], image: CommandImage): readonly PlannedDisk[] {
  const stable = rescueDevice(image.properties)
  const rescue: PlannedDisk = {
    kind: 'rescue',
    file: `disk${suffix}`,
    disk: { format: 'qcow2', bootOrder: 1, ...(stable ?? asItsFormat(image)) },
  }
  const kept = own.map(withoutBoot).map(withNewConfig)
  if (stable) return [...kept, rescue]
  return [rescue, ...kept.filter(({ kind }) => kind === 'root' || kind === 'config')]
}

const asItsFormat = ({ diskFormat }: CommandImage) => ({ device: diskFormat === 'iso' ? 'cdrom' : 'disk' }) as const

const withoutBoot = ({ disk: { bootOrder, ...disk }, ...planned }: PlannedDisk): PlannedDisk => ({
  ...planned,
  // What cannot be booted at all leaves the guest its own root to try.
  disk: bootOrder === undefined ? disk : { ...disk, bootOrder: bootOrder + 1 },
})

const withNewConfig = (planned: PlannedDisk): PlannedDisk =>
  planned.kind === 'config' ? { ...planned, file: `${planned.file}${suffix}` } : planned
