import { t } from '#ui/i18n'
import type { StatusLook, Tone } from '#ui/status'

const words: Readonly<Record<string, string>> = {
  accepted: t('Accepted'),
  queued: t('Queued'),
  preparing: t('Preparing'),
  running: t('Running'),
  'pre-migrating': t('Preparing'),
  migrating: t('Moving'),
  'post-migrating': t('Finishing'),
  finished: t('Waits for confirmation'),
  confirming: t('Confirming'),
  confirmed: t('Confirmed'),
  reverting: t('Reverting'),
  reverted: t('Reverted'),
  completed: t('Done'),
  done: t('Done'),
  cancelled: t('Cancelled'),
  error: t('Error'),
  failed: t('Failed'),
}

const ended: Readonly<Record<string, Tone>> = {
  finished: 'warn',
  confirmed: 'good',
  reverted: 'idle',
  completed: 'good',
  done: 'good',
  cancelled: 'idle',
  error: 'bad',
  failed: 'bad',
}

/** How the status of a migration is shown; one that nobody has a word for as it is. */
export const migrationLook = (status: string): StatusLook => ({
  word: words[status] ?? status,
  tone: ended[status] ?? 'moving',
})

const types: Readonly<Record<string, string>> = {
  resize: t('Resize'),
  migration: t('Cold migration'),
  'live-migration': t('Live migration'),
  evacuation: t('Evacuation'),
}

/** The type of a migration in words. */
export const migrationType = (type: string): string => types[type] ?? type
