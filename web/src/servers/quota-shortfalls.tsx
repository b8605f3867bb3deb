import { ErrorNotice } from '#ui/error-notice'

/** What the quota does not suffice for, said before anything is asked of the cloud. */
export function QuotaShortfalls({ shortfalls }: { shortfalls: readonly string[] }) {
  if (shortfalls.length === 0) return null
  return <ErrorNotice error={{ message: shortfalls.join(' ') }} title="The quota does not allow this" />
}
