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
import type { CommandName, ServerRow } from '#shared/bff'
import { t } from '#ui/i18n'

/** How an action is offered. */
export interface ServerActionKind {
  label: string
  /** Announced once it is under way, with the server's name. */
  doing: (name: string) => string
  Icon: TablerIcon
  group: 'Power' | 'Change' | 'Images' | 'Access' | 'Troubleshooting' | 'Deletion'
  /** It has a form, which is in `actionForms`: no page waits for it. */
  takesInput?: true
  /** Asked before it begins; absent if it destroys nothing. */
  confirmation?: Confirmation
  /** Whether it is offered for this server at all; always if absent. An action that reverses another takes its place. */
  offeredTo?: (server: ServerRow) => boolean
  /** Offered for several servers at once. */
  isBulk?: true
  isDangerous?: true
}

interface Confirmation {
  /** With the server's name. */
  question: (name: string) => string
  /** What is lost, with the server's name. */
  consequence: (name: string) => string
  /** On the button; the action's label if absent. */
  submitLabel?: string
}

const is =
  (...vmStates: string[]) =>
  ({ vmState }: ServerRow) =>
    vmStates.includes(vmState)
const isNot =
  (...vmStates: string[]) =>
  ({ vmState }: ServerRow) =>
    !vmStates.includes(vmState)

const power = { group: 'Power', isBulk: true } as const
const change = { group: 'Change' } as const
const access = { group: 'Access' } as const

/** Every action of a server, in the order of its menu: rows, pages and banners are built from it. */
export const serverActions: Record<CommandName, ServerActionKind> = {
  start: { ...power, label: t('Start'), doing: (name) => t('Starting {{name}}', { name }), Icon: IconPlayerPlay },
  stop: { ...power, label: t('Stop'), doing: (name) => t('Stopping {{name}}', { name }), Icon: IconPlayerStop },
  softReboot: {
    ...power,
    label: t('Soft reboot'),
    doing: (name) => t('Rebooting {{name}}', { name }),
    Icon: IconReload,
  },
  hardReboot: {
    ...power,
    label: t('Hard reboot'),
    doing: (name) => t('Hard rebooting {{name}}', { name }),
    Icon: IconRefreshAlert,
  },
  pause: {
    ...power,
    label: t('Pause'),
    doing: (name) => t('Pausing {{name}}', { name }),
    Icon: IconPlayerPause,
    offeredTo: isNot('paused'),
  },
  unpause: {
    ...power,
    label: t('Unpause'),
    doing: (name) => t('Unpausing {{name}}', { name }),
    Icon: IconPlayerPlay,
    offeredTo: is('paused'),
  },
  suspend: {
    ...power,
    label: t('Suspend'),
    doing: (name) => t('Suspending {{name}}', { name }),
    Icon: IconMoon,
    offeredTo: isNot('suspended'),
  },
  resume: {
    ...power,
    label: t('Resume'),
    doing: (name) => t('Resuming {{name}}', { name }),
    Icon: IconSun,
    offeredTo: is('suspended'),
  },
  shelve: {
    ...power,
    label: t('Shelve'),
    doing: (name) => t('Shelving {{name}}', { name }),
    Icon: IconArchive,
    offeredTo: isNot('shelved', 'shelved_offloaded'),
  },
  unshelve: {
    ...power,
    label: t('Unshelve'),
    doing: (name) => t('Unshelving {{name}}', { name }),
    Icon: IconArchiveOff,
    takesInput: true,
    offeredTo: is('shelved', 'shelved_offloaded'),
  },
  shelveOffload: {
    ...power,
    label: t('Offload'),
    doing: (name) => t('Offloading {{name}}', { name }),
    Icon: IconCloudOff,
    offeredTo: is('shelved'),
    confirmation: {
      question: (name) => t('Offload {{name}}?', { name }),
      consequence: (name) =>
        t('{{name}} is removed from its host. The image that was created when it was shelved is kept.', { name }),
    },
    isDangerous: true,
  },
  resize: {
    ...change,
    label: t('Resize'),
    doing: (name) => t('Resizing {{name}}', { name }),
    Icon: IconArrowsMaximize,
    takesInput: true,
    offeredTo: isNot('resized'),
  },
  confirmResize: {
    ...change,
    isBulk: true,
    label: t('Confirm resize'),
    doing: (name) => t('Confirming the resize of {{name}}', { name }),
    Icon: IconCheck,
    offeredTo: is('resized'),
  },
  revertResize: {
    ...change,
    label: t('Revert resize'),
    doing: (name) => t('Reverting the resize of {{name}}', { name }),
    Icon: IconArrowBackUp,
    offeredTo: is('resized'),
    confirmation: {
      question: (name) => t('Revert the resize of {{name}}?', { name }),
      consequence: (name) =>
        t('{{name}} returns to its old flavor and its old disk. Everything written since the resize is lost.', {
          name,
        }),
    },
    isDangerous: true,
  },
  rebuild: {
    ...change,
    label: t('Rebuild'),
    doing: (name) => t('Rebuilding {{name}}', { name }),
    Icon: IconRecycle,
    takesInput: true,
  },
  attachInterface: {
    ...change,
    label: t('Attach network'),
    doing: (name) => t('Attaching a network to {{name}}', { name }),
    Icon: IconPlugConnected,
    takesInput: true,
  },
  detachInterface: {
    ...change,
    label: t('Detach network'),
    doing: (name) => t('Detaching a network from {{name}}', { name }),
    Icon: IconPlugConnectedX,
    takesInput: true,
  },
  createImage: {
    group: 'Images',
    label: t('Snapshot'),
    doing: (name) => t('Creating a snapshot of {{name}}', { name }),
    Icon: IconCamera,
    takesInput: true,
  },
  createBackup: {
    group: 'Images',
    label: t('Backup'),
    doing: (name) => t('Backing up {{name}}', { name }),
    Icon: IconHistory,
    takesInput: true,
  },
  changePassword: {
    ...access,
    label: t('Change password'),
    doing: (name) => t('Changing the password of {{name}}', { name }),
    Icon: IconPassword,
    takesInput: true,
  },
  lock: {
    ...access,
    isBulk: true,
    label: t('Lock'),
    doing: (name) => t('Locked {{name}}', { name }),
    Icon: IconLock,
    takesInput: true,
    offeredTo: ({ locked }) => !locked,
  },
  unlock: {
    ...access,
    isBulk: true,
    label: t('Unlock'),
    doing: (name) => t('Unlocked {{name}}', { name }),
    Icon: IconLockOpen,
    offeredTo: ({ locked }) => locked,
  },
  rescue: {
    group: 'Troubleshooting',
    label: t('Rescue'),
    doing: (name) => t('Rescuing {{name}}', { name }),
    Icon: IconAmbulance,
    takesInput: true,
    offeredTo: isNot('rescued'),
  },
  unrescue: {
    group: 'Troubleshooting',
    label: t('Unrescue'),
    doing: (name) => t('Unrescuing {{name}}', { name }),
    Icon: IconAmbulance,
    offeredTo: is('rescued'),
  },
  triggerCrashDump: {
    group: 'Troubleshooting',
    label: t('Crash dump'),
    doing: (name) => t('Triggering a crash dump of {{name}}', { name }),
    Icon: IconBug,
    confirmation: {
      question: (name) => t('Trigger a crash dump of {{name}}?', { name }),
      consequence: (name) =>
        t(
          '{{name}} receives an NMI. A guest that is configured for it writes a crash dump and stops; unsaved data is lost.',
          { name },
        ),
    },
    isDangerous: true,
  },
  resetState: {
    group: 'Troubleshooting',
    label: t('Reset state'),
    doing: (name) => t('Reset the state of {{name}}', { name }),
    Icon: IconTool,
    takesInput: true,
    isDangerous: true,
  },
  restore: {
    group: 'Deletion',
    isBulk: true,
    label: t('Restore'),
    doing: (name) => t('Restoring {{name}}', { name }),
    Icon: IconRestore,
    offeredTo: is('soft-delete'),
  },
  deleteNow: {
    group: 'Deletion',
    isBulk: true,
    label: t('Delete now'),
    doing: (name) => t('Deleting {{name}}', { name }),
    Icon: IconTrashX,
    confirmation: {
      question: (name) => t('Permanently delete {{name}}?', { name }),
      consequence: (name) => t('{{name}} and its disk are deleted immediately and cannot be restored.', { name }),
    },
    isDangerous: true,
    offeredTo: is('soft-delete'),
  },
  delete: {
    group: 'Deletion',
    isBulk: true,
    label: t('Delete'),
    doing: (name) => t('Deleting {{name}}', { name }),
    Icon: IconTrash,
    confirmation: {
      question: (name) => t('Delete server {{name}}?', { name }),
      consequence: (name) =>
        t('{{name}} and its disk are deleted. Its addresses and its quota are released.', { name }),
      submitLabel: t('Delete server'),
    },
    isDangerous: true,
    offeredTo: isNot('soft-delete'),
  },
}

/** The names of all actions, in the order of the menu. */
export const actionNames = Object.keys(serverActions) as CommandName[]

/** Which actions a user is offered. */
export interface Offering {
  /** Those that are not shown to them at all. */
  withheld: readonly CommandName[]
}

/** The actions that this user is offered for `server`, whether possible now or not. */
export const actionsFor = (server: ServerRow, { withheld }: Offering): CommandName[] =>
  actionNames.filter((name) => {
    return !withheld.includes(name) && (serverActions[name].offeredTo?.(server) ?? true)
  })
