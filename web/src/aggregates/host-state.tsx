import { t } from '#ui/i18n'
import { Status } from '#ui/status'
import type { HostChoice } from './host-choices.ts'

/** Whether a host is up, and takes servers. */
export function HostState({ host: { isUp, isEnabled } }: { host: HostChoice }) {
  if (!isUp) return <Status word={t('Down')} tone="bad" />
  return isEnabled ? <Status word={t('Up')} tone="good" /> : <Status word={t('Up, disabled')} tone="idle" />
}
