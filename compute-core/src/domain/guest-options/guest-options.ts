import { readAddressSpace } from './address-space.ts'
import { readCdromBus, readDiskBus, readScsiModel } from './buses.ts'
import { readCpuPolicy } from './cpu-policy.ts'
import { readCpuTopology } from './cpu-topology.ts'
import { readFirmware } from './firmware.ts'
import { checkImageProperties } from './image-property-types.ts'
import { readInput, readUsbModel } from './input.ts'
import { readIommu } from './iommu.ts'
import { readMachine } from './machine.ts'
import { readMemoryEncryption } from './memory-encryption.ts'
import { readLockedMemory, readPageSize } from './memory.ts'
import { readNetworkCards } from './network-cards.ts'
import { refuseAbsent } from './not-here.ts'
import { readNuma } from './numa.ts'
import { readRandomness } from './randomness.ts'
import { readSerialPorts } from './serial-ports.ts'
import { readSound } from './sound.ts'
import { readBootMenu, readGuestAgent, readHidden, readHpet, readOsType, readPmu } from './switches.ts'
import { readCpuTuning, readDiskLimits, readNetworkLimits } from './throttles.ts'
import { readTpm } from './tpm.ts'
import { readVideo } from './video.ts'
import { readWatchdog } from './watchdog.ts'
import type { GuestOptionSource } from './option-text.ts'

const readers = {
  addressSpace: readAddressSpace,
  bootMenu: readBootMenu,
  cdromBus: readCdromBus,
  cpuPolicy: readCpuPolicy,
  cpuTopology: readCpuTopology,
  cpuTuning: readCpuTuning,
  diskBus: readDiskBus,
  diskLimits: readDiskLimits,
  firmware: readFirmware,
  guestAgent: readGuestAgent,
  hidden: readHidden,
  hpet: readHpet,
  input: readInput,
  iommu: readIommu,
  lockedMemory: readLockedMemory,
  machine: readMachine,
  memoryEncryption: readMemoryEncryption,
  networkCards: readNetworkCards,
  networkLimits: readNetworkLimits,
  numa: readNuma,
  osType: readOsType,
  pageSize: readPageSize,
  pmu: readPmu,
  randomness: readRandomness,
  scsiModel: readScsiModel,
  serialPorts: readSerialPorts,
  sound: readSound,
  tpm: readTpm,
  usbModel: readUsbModel,
  video: readVideo,
  watchdog: readWatchdog,
} as const satisfies Record<string, (source: GuestOptionSource) => unknown>

/** Everything about a guest's hardware that a flavor's extra specs and an image's properties choose; undefined is the usual. */
export type GuestOptions = { readonly [Option in keyof typeof readers]: ReturnType<(typeof readers)[Option]> }

/** The options of a guest, or the refusal of the first that is wrong, impossible, or asked for differently by flavor and image. */
export function guestOptions(source: GuestOptionSource): GuestOptions {
  refuseAbsent(source)
  checkImageProperties(source)
  return Object.fromEntries(Object.entries(readers).map(([option, read]) => [option, read(source)])) as GuestOptions
}
