import { consoleLog } from './console-log.ts'
import { desiredState } from './desired-state.ts'
import { disksCreate } from './disks-create.ts'
import { disksConfirmResize } from './disks-confirm-resize.ts'
import { disksDelete } from './disks-delete.ts'
import { disksResize } from './disks-resize.ts'
import { disksRevertResize } from './disks-revert-resize.ts'
import { disksRebuild } from './disks-rebuild.ts'
import { disksRescue } from './disks-rescue.ts'
import { disksUnrescue } from './disks-unrescue.ts'
import { guestAttachNic } from './guest-attach-nic.ts'
import { guestCpus } from './guest-cpus.ts'
import { guestDestroy } from './guest-destroy.ts'
import { guestDetachNic } from './guest-detach-nic.ts'
import { guestDiagnostics } from './guest-diagnostics.ts'
import { guestEndGrace } from './guest-end-grace.ts'
import { guestNmi } from './guest-nmi.ts'
import { guestPause } from './guest-pause.ts'
import { guestPowerOff } from './guest-power-off.ts'
import { guestPowerOn } from './guest-power-on.ts'
import { guestReboot } from './guest-reboot.ts'
import { guestResume } from './guest-resume.ts'
import { guestSetPassword } from './guest-set-password.ts'
import { guestSpawn } from './guest-spawn.ts'
import { guestSuspend } from './guest-suspend.ts'
import { guestUpdateNics } from './guest-update-nics.ts'
import { guestUnpause } from './guest-unpause.ts'
import { hostPower } from './host-power.ts'
import { imageCache } from './image-cache.ts'
import { nicsPlug } from './nics-plug.ts'
import { nicsUnplug } from './nics-unplug.ts'
import type { CommandKind } from './command-contract.ts'
import { snapshotDiscard, snapshotMake, snapshotUpload } from './snapshot.ts'
import type { CommandHandler } from './command-handler.ts'

/** Every kind of command and who carries it out. */
export const commandHandlers: { readonly [Kind in CommandKind]: CommandHandler<Kind> } = {
  'desired-state': desiredState,
  'nics-plug': nicsPlug,
  'nics-unplug': nicsUnplug,
  'disks-create': disksCreate,
  'disks-delete': disksDelete,
  'disks-resize': disksResize,
  'disks-revert-resize': disksRevertResize,
  'disks-confirm-resize': disksConfirmResize,
  'disks-rebuild': disksRebuild,
  'disks-rescue': disksRescue,
  'disks-unrescue': disksUnrescue,
  'guest-spawn': guestSpawn,
  'guest-destroy': guestDestroy,
  'guest-attach-nic': guestAttachNic,
  'guest-detach-nic': guestDetachNic,
  'guest-update-nics': guestUpdateNics,
  'guest-power-on': guestPowerOn,
  'guest-end-grace': guestEndGrace,
  'guest-power-off': guestPowerOff,
  'guest-reboot': guestReboot,
  'guest-pause': guestPause,
  'guest-unpause': guestUnpause,
  'guest-suspend': guestSuspend,
  'guest-resume': guestResume,
  'guest-nmi': guestNmi,
  'guest-set-password': guestSetPassword,
  'guest-diagnostics': guestDiagnostics,
  'guest-cpus': guestCpus,
  'host-power': hostPower,
  'snapshot-make': snapshotMake,
  'snapshot-upload': snapshotUpload,
  'snapshot-discard': snapshotDiscard,
  'image-cache': imageCache,
  'console-log': consoleLog,
}

/** Whether `kind` is one that this agent knows. */
export const isCommandKind = (kind: string): kind is CommandKind => Object.hasOwn(commandHandlers, kind)
