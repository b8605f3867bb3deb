import { humanize } from '#ui/format'
import { t } from '#ui/i18n'

/** What actions are called: by their names in the log of actions, and as they are asked for. */
const words: Readonly<Record<string, string>> = {
  create: t('Create'),
  delete: t('Delete'),
  forceDelete: t('Delete now'),
  restore: t('Restore'),
  start: t('Start'),
  'os-start': t('Start'),
  stop: t('Stop'),
  'os-stop': t('Stop'),
  reboot: t('Reboot'),
  pause: t('Pause'),
  unpause: t('Unpause'),
  suspend: t('Suspend'),
  resume: t('Resume'),
  lock: t('Lock'),
  unlock: t('Unlock'),
  rescue: t('Rescue'),
  unrescue: t('Unrescue'),
  rebuild: t('Rebuild'),
  resize: t('Resize'),
  confirmResize: t('Confirm resize'),
  revertResize: t('Revert resize'),
  shelve: t('Shelve'),
  shelveOffload: t('Offload'),
  unshelve: t('Unshelve'),
  createImage: t('Snapshot'),
  createBackup: t('Backup'),
  changePassword: t('Change password'),
  trigger_crash_dump: t('Crash dump'),
  attach_interface: t('Attach network'),
  detach_interface: t('Detach network'),
  'os-resetState': t('Reset state'),
}

/** What people call an action. */
export const actionWord = (action: string): string => words[action] ?? humanize(action)

/** The actions that are told in words here. */
export const knownActions: ReadonlySet<string> = new Set(Object.keys(words))

/** The names of actions that people search for, as the log has them. */
export const actionNamesInLog: readonly string[] = Object.keys(words).filter(
  (name) => !name.startsWith('os-') && name !== 'forceDelete',
)

/** "Stop web-1", "Delete 7 servers". */
export const taskTitle = (action: string, server: string | null, count: number): string =>
  server === null
    ? t('{{action}} {{count}} servers', { action: actionWord(action), count })
    : t('{{action}} {{server}}', { action: actionWord(action), server })
