import { humanize } from '#ui/format'
import { t } from '#ui/i18n'
import type { StatusLook } from '#ui/status'

const looks: Readonly<Record<string, StatusLook>> = {
  queued: { word: t('No data yet'), tone: 'idle' },
  saving: { word: t('Receiving data'), tone: 'moving' },
  active: { word: t('Active'), tone: 'good' },
  deactivated: { word: t('Deactivated'), tone: 'idle' },
}

/** How the status of an image is shown; one that is not known here by its own word. */
export const imageStatusLook = (status: string): StatusLook => looks[status] ?? { word: humanize(status), tone: 'idle' }

/** The statuses that are told in words here. */
export const knownImageStatuses: ReadonlySet<string> = new Set(Object.keys(looks))
