import type { Flow } from '#platform/flow/define-flow'
import type { ServerFlowParams } from '#store/server-jobs'
import type { Conductor } from '../conductor.ts'
import { bulkRun } from './bulk-run/bulk-run.ts'
import { cacheImages } from './images/cache-images.ts'
import { serverAttachInterface } from './interfaces/server-attach-interface.ts'
import { serverConfirmResize } from './resize/server-confirm-resize.ts'
import { serverChangePassword } from './repair/server-change-password.ts'
import { serverCreate } from './life/server-create.ts'
import { serverDelete } from './life/server-delete.ts'
import { serverPause } from './power/server-pause.ts'
import { serverDetachInterface } from './interfaces/server-detach-interface.ts'
import { serverReboot } from './power/server-reboot.ts'
import { serverRebuild } from './repair/server-rebuild.ts'
import { serverRescue } from './repair/server-rescue.ts'
import { serverResize } from './resize/server-resize.ts'
import { serverRestore } from './life/server-restore.ts'
import { serverResume } from './power/server-resume.ts'
import { serverRevertResize } from './resize/server-revert-resize.ts'
import { serverSoftDelete } from './life/server-soft-delete.ts'
import { serverStart } from './power/server-start.ts'
import { serverStop } from './power/server-stop.ts'
import { serverSuspend } from './power/server-suspend.ts'
import { serverTriggerCrashDump } from './repair/server-trigger-crash-dump.ts'
import { serverUnpause } from './power/server-unpause.ts'
import { serverUnrescue } from './repair/server-unrescue.ts'
import { serverCreateBackup } from './copies/server-create-backup.ts'
import { serverCreateImage } from './copies/server-create-image.ts'
import { serverShelveOffload } from './shelve/server-shelve-offload.ts'
import { serverShelve } from './shelve/server-shelve.ts'
import { serverUnshelve } from './shelve/server-unshelve.ts'

/** The flow under every slug that a job of a server can have. */
export const serverFlows = {
  'server-create': serverCreate,
  'server-delete': serverDelete,
  'server-start': serverStart,
  'server-stop': serverStop,
  'server-reboot': serverReboot,
  'server-attach-interface': serverAttachInterface,
  'server-detach-interface': serverDetachInterface,
  'server-resize': serverResize,
  'server-confirm-resize': serverConfirmResize,
  'server-revert-resize': serverRevertResize,
  'server-soft-delete': serverSoftDelete,
  'server-restore': serverRestore,
  'server-rescue': serverRescue,
  'server-unrescue': serverUnrescue,
  'server-rebuild': serverRebuild,
  'server-create-backup': serverCreateBackup,
  'server-create-image': serverCreateImage,
  'server-shelve-offload': serverShelveOffload,
  'server-shelve': serverShelve,
  'server-unshelve': serverUnshelve,
  'server-pause': serverPause,
  'server-unpause': serverUnpause,
  'server-suspend': serverSuspend,
  'server-resume': serverResume,
  'server-trigger-crash-dump': serverTriggerCrashDump,
  'server-change-password': serverChangePassword,
} satisfies Record<keyof ServerFlowParams, Flow<Conductor>>

/** Every flow that the conductor carries out. */
export const allFlows: readonly Flow<Conductor>[] = [...Object.values(serverFlows), bulkRun, cacheImages]

const steps = new Map(allFlows.map((flow) => [flow.slug, flow.steps.map(({ name }) => name)]))

/** The names of the steps of the flow under `slug`, in their order; none of one that there is not. */
export const stepsOf = (slug: string): readonly string[] => steps.get(slug) ?? []
