import type { ProcessView } from '@kilonova/compute-core/api/kilonova/system/system-schema'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import type { StatusLook } from '#ui/status'

/** Whether a control process is at work, in a word. */
export const processLook = ({ state }: Pick<ProcessView, 'state'>): StatusLook => looks[state]

const looks: Readonly<Record<ProcessView['state'], StatusLook>> = {
  live: { word: t('At work'), tone: 'good' },
  silent: { word: t('Silent'), tone: 'warn', needsYou: true },
  stopped: { word: t('Stopped'), tone: 'idle' },
  'taken-over': { word: t('Taken over'), tone: 'warn' },
}

/** What a process does for the cloud, in words: "APIs, conductor, agent". */
export const rolesOf = ({ roles }: Pick<ProcessView, 'roles'>): string =>
  roles.map((role) => roleWords[role]).join(', ')

const roleWords: Readonly<Record<ProcessView['roles'][number], string>> = {
  api: t('APIs and console'),
  conductor: t('Conductor'),
  agent: t('Agent'),
}

/** For how long a lease still holds, by an answer of `saidAt`: "7 s". */
export const leaseLeft = (
  { lease_left_ms: ms }: Pick<ProcessView, 'lease_left_ms'>,
  saidAt: number,
  now: number,
): string =>
  t('{{seconds}} s', { seconds: formatNumber(Math.ceil(Math.max(0, ms - Math.max(0, now - saidAt)) / 1000)) })

/** The machine of a process; its id where the process is not among these. */
export const machineOf = (processes: readonly ProcessView[], id: string): string =>
  processes.find((one) => one.id === id)?.host ?? id
