import { ErrorNotice } from '#ui/error-notice'
import { t } from '#ui/i18n'

/** Says which quotas would be exceeded, before anything is sent to the cloud. */
export function QuotaShortfalls({ shortfalls }: { shortfalls: readonly string[] }) {
  if (shortfalls.length === 0) return null
  return <ErrorNotice error={{ message: shortfalls.join(' ') }} title={t('Quota exceeded')} />
}
