import {
  IconAmbulance,
  IconArchive,
  IconArchiveOff,
  IconArrowBackUp,
  IconArrowsMaximize,
  IconBug,
  IconCamera,
  IconCheck,
  IconCloudOff,
  IconHistory,
  IconLock,
  IconLockOpen,
  IconMoon,
  IconPassword,
  IconPlayerPause,
  IconPlayerPlay,
  IconPlayerStop,
  IconRecycle,
  IconRefreshAlert,
  IconPlugConnected,
  IconPlugConnectedX,
  IconReload,
  IconRestore,
  IconSun,
  IconTool,
  IconTrash,
  IconTrashX,
  type TablerIcon,
} from '@tabler/icons-react'
import type { ComponentType } from 'react'
import type { ServerRow, WishName } from '#app/bff'
import type { ActionFormProps } from './action-form.ts'
import { ServerAttachInterfaceForm } from './forms/server-attach-interface-form.tsx'
import { ServerChangePasswordForm } from './forms/server-change-password-form.tsx'
import { ServerCreateBackupForm } from './forms/server-create-backup-form.tsx'
import { ServerCreateImageForm } from './forms/server-create-image-form.tsx'
import { ServerDetachInterfaceForm } from './forms/server-detach-interface-form.tsx'
import { ServerLockForm } from './forms/server-lock-form.tsx'
import { ServerRebuildForm } from './forms/server-rebuild-form.tsx'
import { ServerRescueForm } from './forms/server-rescue-form.tsx'
import { ServerResetStateForm } from './forms/server-reset-state-form.tsx'
import { ServerResizeForm } from './forms/server-resize-form.tsx'
import { ServerUnshelveForm } from './forms/server-unshelve-form.tsx'

/** An action as a person meets it. */
export interface ServerActionKind {
  label: string
  /** Told once it is under way, with the server's name behind it. */
  doing: string
  Icon: TablerIcon
  group: 'Power' | 'Change' | 'Copies' | 'Access' | 'Trouble' | 'End'
  who: 'member' | 'admin'
  /** Asked for it; absent where there is nothing to ask. */
  Form?: ComponentType<ActionFormProps>
  /** What it destroys, after the server's name; asked before. */
  consequence?: string
  /** Whether this server is offered it at all; always when absent. One that undoes is offered in place of what it undoes. */
  offeredTo?: (server: ServerRow) => boolean
  /** Makes sense for several servers at once. */
  isBulk?: true
  isDangerous?: true
}

const is =
  (...vmStates: string[]) =>
  ({ vmState }: ServerRow) =>
    vmStates.includes(vmState)
const isNot =
  (...vmStates: string[]) =>
  ({ vmState }: ServerRow) =>
    !vmStates.includes(vmState)

const member = { who: 'member' } as const
const power = { ...member, group: 'Power', isBulk: true } as const
const change = { ...member, group: 'Change' } as const
const access = { ...member, group: 'Access' } as const

/** Everything that can be asked of a server, in the order of its menu: rows, pages and banners all take it from here. */
export const serverActions: Record<WishName, ServerActionKind> = {
  start: { ...power, label: 'Start', doing: 'Starting', Icon: IconPlayerPlay },
  stop: { ...power, label: 'Stop', doing: 'Stopping', Icon: IconPlayerStop },
  softReboot: { ...power, label: 'Soft reboot', doing: 'Rebooting', Icon: IconReload },
  hardReboot: { ...power, label: 'Hard reboot', doing: 'Hard rebooting', Icon: IconRefreshAlert },
  pause: { ...power, label: 'Pause', doing: 'Pausing', Icon: IconPlayerPause, offeredTo: isNot('paused') },
  unpause: { ...power, label: 'Unpause', doing: 'Unpausing', Icon: IconPlayerPlay, offeredTo: is('paused') },
  suspend: { ...power, label: 'Suspend', doing: 'Suspending', Icon: IconMoon, offeredTo: isNot('suspended') },
  resume: { ...power, label: 'Resume', doing: 'Resuming', Icon: IconSun, offeredTo: is('suspended') },
  shelve: {
    ...power,
    label: 'Shelve',
    doing: 'Shelving',
    Icon: IconArchive,
    offeredTo: isNot('shelved', 'shelved_offloaded'),
  },
  unshelve: {
    ...power,
    label: 'Unshelve',
    doing: 'Unshelving',
    Icon: IconArchiveOff,
    Form: ServerUnshelveForm,
    offeredTo: is('shelved', 'shelved_offloaded'),
  },
  shelveOffload: {
    ...power,
    who: 'admin',
    label: 'Offload',
    doing: 'Offloading',
    Icon: IconCloudOff,
    offeredTo: is('shelved'),
    consequence: 'leaves its host: what is kept is the image that was made as it was shelved.',
    isDangerous: true,
  },
  resize: {
    ...change,
    label: 'Resize',
    doing: 'Resizing',
    Icon: IconArrowsMaximize,
    Form: ServerResizeForm,
    offeredTo: isNot('resized'),
  },
  confirmResize: {
    ...change,
    isBulk: true,
    label: 'Confirm resize',
    doing: 'Confirming the resize of',
    Icon: IconCheck,
    offeredTo: is('resized'),
  },
  revertResize: {
    ...change,
    label: 'Revert resize',
    doing: 'Reverting the resize of',
    Icon: IconArrowBackUp,
    offeredTo: is('resized'),
    consequence: 'gets its old flavor and its old disk back. Whatever was written since the resize is lost.',
    isDangerous: true,
  },
  rebuild: { ...change, label: 'Rebuild', doing: 'Rebuilding', Icon: IconRecycle, Form: ServerRebuildForm },
  attachInterface: {
    ...change,
    label: 'Attach network',
    doing: 'Attaching a network card to',
    Icon: IconPlugConnected,
    Form: ServerAttachInterfaceForm,
  },
  detachInterface: {
    ...change,
    label: 'Detach network',
    doing: 'Detaching a network card of',
    Icon: IconPlugConnectedX,
    Form: ServerDetachInterfaceForm,
  },
  createImage: {
    ...member,
    group: 'Copies',
    label: 'Snapshot',
    doing: 'Making a snapshot of',
    Icon: IconCamera,
    Form: ServerCreateImageForm,
  },
  createBackup: {
    ...member,
    group: 'Copies',
    label: 'Backup',
    doing: 'Backing up',
    Icon: IconHistory,
    Form: ServerCreateBackupForm,
  },
  changePassword: {
    ...access,
    label: 'Change password',
    doing: 'Changing the password of',
    Icon: IconPassword,
    Form: ServerChangePasswordForm,
  },
  lock: {
    ...access,
    isBulk: true,
    label: 'Lock',
    doing: 'Locked',
    Icon: IconLock,
    Form: ServerLockForm,
    offeredTo: ({ locked }) => !locked,
  },
  unlock: {
    ...access,
    isBulk: true,
    label: 'Unlock',
    doing: 'Unlocked',
    Icon: IconLockOpen,
    offeredTo: ({ locked }) => locked,
  },
  rescue: {
    ...member,
    group: 'Trouble',
    label: 'Rescue',
    doing: 'Rescuing',
    Icon: IconAmbulance,
    Form: ServerRescueForm,
    offeredTo: isNot('rescued'),
  },
  unrescue: {
    ...member,
    group: 'Trouble',
    label: 'Unrescue',
    doing: 'Unrescuing',
    Icon: IconAmbulance,
    offeredTo: is('rescued'),
  },
  triggerCrashDump: {
    ...member,
    group: 'Trouble',
    label: 'Crash dump',
    doing: 'Sending an NMI to',
    Icon: IconBug,
    consequence:
      'gets an NMI: a guest that is set up for it writes a crash dump and stops. What was not saved is lost.',
    isDangerous: true,
  },
  resetState: {
    ...member,
    group: 'Trouble',
    who: 'admin',
    label: 'Reset state',
    doing: 'Reset the state of',
    Icon: IconTool,
    Form: ServerResetStateForm,
    isDangerous: true,
  },
  restore: {
    ...member,
    group: 'End',
    isBulk: true,
    label: 'Restore',
    doing: 'Restoring',
    Icon: IconRestore,
    offeredTo: is('soft-delete'),
  },
  deleteNow: {
    ...member,
    group: 'End',
    isBulk: true,
    label: 'Delete now',
    doing: 'Deleting',
    Icon: IconTrashX,
    consequence: 'and its disk are lost for good, at once.',
    isDangerous: true,
    offeredTo: is('soft-delete'),
  },
  delete: {
    ...member,
    group: 'End',
    isBulk: true,
    label: 'Delete',
    doing: 'Deleting',
    Icon: IconTrash,
    consequence: 'and its disk are lost for good. Its addresses, CPU and memory become free for others.',
    isDangerous: true,
    offeredTo: isNot('soft-delete'),
  },
}

/** The names of all actions, in the order of the menu. */
export const actionNames = Object.keys(serverActions) as WishName[]

/** What this person is offered for `server`, possible now or not. */
export const actionsFor = (server: ServerRow, isAdmin: boolean): WishName[] =>
  actionNames.filter((name) => {
    const { who, offeredTo } = serverActions[name]
    return (who === 'member' || isAdmin) && (offeredTo?.(server) ?? true)
  })
