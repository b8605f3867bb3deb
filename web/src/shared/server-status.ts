import { t } from '#ui/i18n'
import { humanize } from '#ui/format'
import type { StatusLook, Tone } from '#ui/status'

/** Every status that the compute API gives a server, as people read it. */
const looks: Record<string, StatusLook> = {
  ACTIVE: { word: t('Active'), tone: 'good' },
  BUILD: { word: t('Building'), tone: 'moving' },
  REBOOT: { word: t('Rebooting'), tone: 'moving' },
  HARD_REBOOT: { word: t('Hard rebooting'), tone: 'moving' },
  REBUILD: { word: t('Rebuilding'), tone: 'moving' },
  RESIZE: { word: t('Resizing'), tone: 'moving' },
  REVERT_RESIZE: { word: t('Reverting resize'), tone: 'moving' },
  PASSWORD: { word: t('Changing password'), tone: 'moving' },
  MIGRATING: { word: t('Migrating'), tone: 'moving' },
  VERIFY_RESIZE: { word: t('Verify resize'), tone: 'warn', needsYou: true },
  ERROR: { word: t('Error'), tone: 'bad', needsYou: true },
  RESCUE: { word: t('Rescue'), tone: 'warn' },
  SHUTOFF: { word: t('Shut off'), tone: 'idle' },
  PAUSED: { word: t('Paused'), tone: 'idle' },
  SUSPENDED: { word: t('Suspended'), tone: 'idle' },
  SHELVED: { word: t('Shelved'), tone: 'idle' },
  SHELVED_OFFLOADED: { word: t('Shelved, offloaded'), tone: 'idle' },
  SOFT_DELETED: { word: t('Soft-deleted'), tone: 'warn' },
  DELETED: { word: t('Deleted'), tone: 'idle' },
  UNKNOWN: { word: t('Unknown'), tone: 'warn' },
}

/** How a server's status is shown; one that is not known here by its own word. */
export const statusLook = (status: string): StatusLook => looks[status] ?? { word: humanize(status), tone: 'warn' }

/** The statuses that are told in words here. */
export const knownStatuses: ReadonlySet<string> = new Set(Object.keys(looks))

/** The tone that a server's status is shown in. */
export const toneOf = (status: string): Tone => statusLook(status).tone

/** Whether a server is changing from one state to another. */
export const isMoving = (server: { status: string; taskState: string | null }): boolean =>
  server.taskState !== null || toneOf(server.status) === 'moving'

const tasks: Record<string, string> = {
  scheduling: t('Choosing a host'),
  block_device_mapping: t('Preparing disks'),
  networking: t('Connecting networks'),
  spawning: t('Starting the guest'),
  image_snapshot: t('Creating a snapshot'),
  image_snapshot_pending: t('Waiting to create a snapshot'),
  image_pending_upload: t('Reading the disk'),
  image_uploading: t('Uploading the image'),
  image_backup: t('Backing up'),
  updating_password: t('Changing the password'),
  resize_prep: t('Preparing the resize'),
  resize_migrating: t('Preparing the disk'),
  resize_migrated: t('Disk prepared'),
  resize_finish: t('Finishing the resize'),
  resize_reverting: t('Reverting the resize'),
  resize_confirming: t('Confirming the resize'),
  rebooting: t('Rebooting'),
  reboot_pending: t('Waiting to reboot'),
  reboot_started: t('Rebooting'),
  rebooting_hard: t('Hard rebooting'),
  reboot_pending_hard: t('Waiting to hard reboot'),
  reboot_started_hard: t('Hard rebooting'),
  pausing: t('Pausing'),
  unpausing: t('Unpausing'),
  suspending: t('Suspending'),
  resuming: t('Resuming'),
  'powering-off': t('Stopping'),
  'powering-on': t('Starting'),
  rescuing: t('Rescuing'),
  unrescuing: t('Unrescuing'),
  rebuilding: t('Rebuilding'),
  rebuild_block_device_mapping: t('Preparing disks'),
  rebuild_spawning: t('Starting the guest'),
  migrating: t('Migrating'),
  deleting: t('Deleting'),
  'soft-deleting': t('Deleting'),
  restoring: t('Restoring'),
  shelving: t('Shelving'),
  shelving_image_pending_upload: t('Reading the disk'),
  shelving_image_uploading: t('Uploading the image'),
  shelving_offloading: t('Offloading'),
  unshelving: t('Unshelving'),
}

/** The task_states that are told in words here. */
export const knownTasks: ReadonlySet<string> = new Set(Object.keys(tasks))

/** What is being done to a server, as people read it. */
export const taskWord = (taskState: string): string => tasks[taskState] ?? humanize(taskState)
