import { Skeleton } from '@mantine/core'
import { t } from './i18n.ts'

const widths = [82, 64, 74, 58, 70, 61]

/** The outline of a page that is loading, so that the layout does not jump when it is there. */
export function Loading() {
  return (
    <div aria-busy>
      <output className="visually-hidden">{t('Loading…')}</output>
      <div className="page-head">
        <Skeleton height={28} width={160} />
        <Skeleton height={32} width={120} />
      </div>
      <div className="card card-body">
        <SkeletonLines />
      </div>
    </div>
  )
}

/** The outline of a part of a page that is loading. */
export function LoadingPart() {
  return (
    <div className="card card-body" aria-busy>
      <output className="visually-hidden">{t('Loading…')}</output>
      <SkeletonLines />
    </div>
  )
}

/** Lines as high as the rows of a table. */
export function SkeletonLines({ lines = 6 }: { lines?: number }) {
  return Array.from({ length: lines }, (_, index) => (
    <div key={index} style={{ height: 'var(--kn-row)', display: 'flex', alignItems: 'center' }} aria-hidden>
      <Skeleton height={12} width={`${widths[index % widths.length]}%`} />
    </div>
  ))
}
