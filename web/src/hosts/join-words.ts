import type { UsedJoinTokenView } from '@kilonova/compute-core/api/kilonova/hosts/host-schema'
import { isHostName } from '@kilonova/compute-core/domain/host/host-name'
import { t } from '#ui/i18n'
import type { StatusLook } from '#ui/status'

/** What somebody who has made a token waits for. */
export type Joining = 'waiting' | 'over' | 'joined' | 'here'

/** How far a machine has come that was given a token; `isOver` is by the clock of the page, which ticks between two answers. */
export function joiningOf(
  token: Pick<UsedJoinTokenView, 'used_at' | 'is_reporting'> | undefined,
  isOver: boolean,
): Joining {
  if (token?.is_reporting) return 'here'
  if (token && token.used_at !== null) return 'joined'
  return isOver ? 'over' : 'waiting'
}

/** The same in words; `host` is the name that it has joined by. */
export function joiningLook(joining: Joining, host: string): StatusLook {
  if (joining === 'here') return { word: t('{{name}} is a host of this cloud', { name: host }), tone: 'good' }
  if (joining === 'joined')
    return { word: t('{{name}} has joined, and has not reported yet', { name: host }), tone: 'moving' }
  if (joining === 'over') return { word: t('The hour is over, and no machine has joined'), tone: 'idle' }
  return { word: t('No machine has joined yet'), tone: 'moving' }
}

/** How long a token is still good for, as its answer said it at `saidAt`; by the page's clock only what has passed since. */
export const remainingMs = (remaining: number, saidAt: number, now: number): number =>
  Math.max(0, remaining * 1000 - Math.max(0, now - saidAt))

/** "59 min 3 s", whole seconds; "0 s" once it is over. */
export function countdown(ms: number): string {
  const seconds = Math.ceil(ms / 1000)
  return seconds < 60
    ? t('{{seconds}} s', { seconds })
    : t('{{minutes}} min {{seconds}} s', { minutes: Math.floor(seconds / 60), seconds: seconds % 60 })
}

/** What can be wrong with the name of a host; nothing where it is empty, for then the machine brings its own. */
export function hostNameRefusal(name: string): string | undefined {
  if (name === '' || isHostName(name)) return undefined
  return /^[a-zA-Z0-9-._]*$/.test(name)
    ? t('No host may be called so.')
    : t('Letters, digits, dots, hyphens and underscores only.')
}
