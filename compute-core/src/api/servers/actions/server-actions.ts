import { addSecurityGroup, removeSecurityGroup } from '../../server-security-groups/server-security-group-routes.ts'
import type { ServerActionEntry } from './server-action.ts'
import { changePassword } from './server-change-password.ts'
import { confirmResize } from './server-confirm-resize.ts'
import { consoleOutput } from './server-console-output.ts'
import { createBackup } from './server-create-backup.ts'
import { createImage } from './server-create-image.ts'
import { addFixedIp, removeFixedIp } from './server-fixed-ips.ts'
import { addFloatingIp, removeFloatingIp } from './server-floating-ips.ts'
import { forceDelete } from './server-force-delete.ts'
import { injectNetworkInfo } from './server-inject-network-info.ts'
import { lock, unlock } from './server-lock.ts'
import { oldConsoles } from './server-old-consoles.ts'
import { plainActions } from './plain-actions.ts'
import { reboot } from './server-reboot.ts'
import { rebuild } from './server-rebuild.ts'
import { rescue } from './server-rescue.ts'
import { resetState } from './server-reset-state.ts'
import { resize } from './server-resize.ts'
import { restore } from './server-restore.ts'
import { revertResize } from './server-revert-resize.ts'
import { shelve } from './server-shelve.ts'
import { suspend } from './server-suspend.ts'
import { triggerCrashDump } from './server-trigger-crash-dump.ts'
import { unshelve } from './server-unshelve.ts'

/** Every action that is built, by the name it has in a body. */
export const serverActions: ReadonlyMap<string, ServerActionEntry> = new Map(
  [
    ...plainActions,
    resize,
    confirmResize,
    revertResize,
    restore,
    forceDelete,
    reboot,
    consoleOutput,
    ...oldConsoles,
    lock,
    unlock,
    rescue,
    rebuild,
    createImage,
    createBackup,
    shelve,
    unshelve,
    suspend,
    triggerCrashDump,
    changePassword,
    injectNetworkInfo,
    resetState,
    addSecurityGroup,
    removeSecurityGroup,
    addFixedIp,
    removeFixedIp,
    addFloatingIp,
    removeFloatingIp,
  ].map((action) => [action.name, action] as const),
)
