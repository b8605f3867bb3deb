import type { Flow } from '#platform/flow/define-flow'
import type { Conductor } from '../conductor.ts'
import { serverAttachInterface } from './server-attach-interface.ts'
import { serverConfirmResize } from './server-confirm-resize.ts'
import { serverChangePassword } from './server-change-password.ts'
import { serverCreate } from './server-create.ts'
import { serverDelete } from './server-delete.ts'
import { serverPause } from './server-pause.ts'
import { serverDetachInterface } from './server-detach-interface.ts'
import { serverReboot } from './server-reboot.ts'
import { serverRebuild } from './server-rebuild.ts'
import { serverRescue } from './server-rescue.ts'
import { serverResize } from './server-resize.ts'
import { serverRestore } from './server-restore.ts'
import { serverResume } from './server-resume.ts'
import { serverRevertResize } from './server-revert-resize.ts'
import { serverSoftDelete } from './server-soft-delete.ts'
import { serverStart } from './server-start.ts'
import { serverStop } from './server-stop.ts'
import { serverSuspend } from './server-suspend.ts'
import { serverTriggerCrashDump } from './server-trigger-crash-dump.ts'
import { serverUnpause } from './server-unpause.ts'
import { serverUnrescue } from './server-unrescue.ts'
import { serverCreateBackup } from './server-create-backup.ts'
import { serverCreateImage } from './server-create-image.ts'
import { serverShelveOffload } from './server-shelve-offload.ts'
import { serverShelve } from './server-shelve.ts'
import { serverUnshelve } from './server-unshelve.ts'

/** Every flow that the conductor carries out. */
export const allFlows: readonly Flow<Conductor>[] = [
  serverCreate,
  serverDelete,
  serverStart,
  serverStop,
  serverReboot,
  serverAttachInterface,
  serverDetachInterface,
  serverResize,
  serverConfirmResize,
  serverRevertResize,
  serverSoftDelete,
  serverRestore,
  serverRescue,
  serverUnrescue,
  serverRebuild,
  serverCreateBackup,
  serverCreateImage,
  serverShelveOffload,
  serverShelve,
  serverUnshelve,
  serverPause,
  serverUnpause,
  serverSuspend,
  serverResume,
  serverTriggerCrashDump,
  serverChangePassword,
]
