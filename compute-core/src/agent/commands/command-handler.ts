import type { ComputeDriver } from '#driver/compute-driver'
import type { HostId, ImageId, ServerId } from '#platform/ids'
import type { Seal } from '#platform/seal'
import type { DesiredOnHost } from '../desired/desired-on-host.ts'
import type { HostDisks } from '../disks/host-disks.ts'
import type { HostPower } from '../host-power.ts'
import type { HostNics } from '../nics/host-nics.ts'
import type { CommandKind, Commands } from './command-contract.ts'

/** What commands work with: one host's hypervisor, disks, network and power, and the key to what is meant for it alone. */
export interface CommandHost {
  driver: ComputeDriver
  disks: HostDisks
  nics: HostNics
  power: HostPower
  /** What the host has to know of its servers. */
  desired: Pick<DesiredOnHost, 'reach'>
  /** Opens the secrets that come with commands. */
  seal: Seal
}

/** What a command is about. */
export type Subject = ServerId | ImageId | HostId

/** How one kind of command is carried out. */
export interface CommandHandler<Kind extends CommandKind> {
  /** The server that it is about, the image, or the host; commands about the same one wait for each other. */
  subject(params: Commands[Kind]['params']): Subject
  /** `reading` waits for no other command of its subject; of `heavy` ones only a few run at once. */
  load: 'reading' | 'light' | 'heavy'
  /** Whether the server's commands that came before shall wait for their guest no longer. */
  endsGrace?(params: Commands[Kind]['params']): boolean
  /** May be run twice, and after any crash of an earlier run. What waits for the guest ends its wait on `graceEnded`, as if the time were over. */
  run(host: CommandHost, params: Commands[Kind]['params'], graceEnded: AbortSignal): Promise<Commands[Kind]['result']>
}
