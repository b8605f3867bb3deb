import { Button, Select } from '@mantine/core'
import { IconChevronLeft, IconChevronRight } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { t } from '#ui/i18n'
import { formatCount } from './count.ts'
import type { ListPage } from './descriptor.ts'
import { searchOf, type ListAddress, type ListChange } from './list-address.ts'
import { pagesBeside, positionsOf } from './list-request.ts'

interface ListFooterProps {
  page: ListPage<unknown>
  address: ListAddress
  /** The position of the first row that is shown, as the address said for which it came. */
  from: number | null
  size: number
  sizes: readonly number[]
  onChange: (change: ListChange) => void
  /** What is going on: older rows are shown, or the last answer failed. */
  children?: ReactNode
}

/** Where one is in a list, and the ways to the other pages: addresses, so that each can be opened in a tab of its own. */
export function ListFooter({ page, address, from, size, sizes, onChange, children }: ListFooterProps) {
  const { next, previous } = pagesBeside(page, { from }, size)
  return (
    <div className="list-footer">
      <output className="list-count">{countOf(page, from)}</output>
      <div className="list-news">{children}</div>
      <Select
        size="xs"
        w={116}
        aria-label={t('Rows of a page')}
        allowDeselect={false}
        data={sizes.map((rows) => ({ value: String(rows), label: t('{{rows}} a page', { rows }) }))}
        value={String(size)}
        onChange={(value) => onChange({ size: value === null ? null : Number(value) })}
      />
      <nav aria-label={t('Pages')}>
        <PageLink
          label={t('Previous page')}
          to={previous && searchOf(address, previous)}
          icon={<IconChevronLeft size={16} aria-hidden />}
        />
        <PageLink
          label={t('Next page')}
          to={next && searchOf(address, next)}
          icon={<IconChevronRight size={16} aria-hidden />}
        />
      </nav>
    </div>
  )
}

/** "1–50 of 5,000" */
function countOf(page: ListPage<unknown>, from: number | null): string {
  const at = positionsOf(page, from)
  const total = page.total === null ? null : formatCount(page.total)
  const rows = at ? `${formatCount(at.first)}–${formatCount(at.last)}` : formatCount(page.rows.length)
  return total === null ? rows : t('{{rows}} of {{total}}', { rows, total })
}

function PageLink({ label, to, icon }: { label: string; to: string | undefined; icon: ReactNode }) {
  if (to === undefined)
    return (
      <Button size="xs" variant="default" disabled aria-label={label} className="list-page">
        {icon}
      </Button>
    )
  return (
    <Button
      size="xs"
      variant="default"
      component={Link}
      to={{ search: to }}
      aria-label={label}
      title={label}
      className="list-page"
    >
      {icon}
    </Button>
  )
}
