import { levelOf } from '#ui/bars'
import { t } from '#ui/i18n'
import { type LimitAndUse, type QuotaResource, shareOf } from './quota-resources.ts'
import './quotas.css'

interface QuotaCellProps extends LimitAndUse {
  of: QuotaResource
  /** Whose it is, for screen readers. */
  project: string
  isOwn: boolean
}

/** How much of a limit is used, in one line of a table. */
export function QuotaCell({ of: { label, format }, project, limit, used, isOwn }: QuotaCellProps) {
  const share = shareOf({ limit, used })
  const figures =
    limit < 0
      ? t('{{used}} used, no limit', { used: format(used) })
      : t('{{used}} of {{limit}} used', { used: format(used), limit: format(limit) })
  return (
    <span className="quota-cell" title={isOwn ? t('{{figures}} (a limit of its own)', { figures }) : figures}>
      <span className="quota-cell-figures" data-level={levelOf(share)}>
        <span className="on-phones">{label} </span>
        <b>{format(used)}</b> / {limit < 0 ? '∞' : format(limit)}
      </span>
      <meter
        className="visually-hidden"
        aria-label={`${label} · ${project}`}
        min={0}
        max={Math.max(1, limit, used)}
        value={used}
      >
        {figures}
      </meter>
      <span className="bar" aria-hidden>
        <span className="bar-used" data-level={levelOf(share)} style={{ width: `${Math.min(100, share * 100)}%` }} />
      </span>
    </span>
  )
}
