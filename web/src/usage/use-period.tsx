import { SegmentedControl, Select, TextInput } from '@mantine/core'
import { useMemo, useState, type ReactNode } from 'react'
import { useSearchParams } from 'react-router'
import { dateIn } from '#ui/days'
import { ErrorNotice } from '#ui/error-notice'
import { locale, t } from '#ui/i18n'
import { timeZone } from '#ui/preferences'
import { mostDays, pastMonths, type Period, periodIn, type PeriodName, periodNameIn, periodNames } from './period.ts'

const names: Record<PeriodName, string> = {
  'this-month': t('This month'),
  'last-month': t('Last month'),
  '7d': t('7 days'),
  '30d': t('30 days'),
  '12m': t('12 months'),
  custom: t('Dates'),
}

/** How many months can be chosen from. */
const months = 13

interface ChosenPeriod {
  /** Null where what the address says is none. */
  period: Period | null
  zone: string
  /** What it is chosen with. */
  choice: ReactNode
}

/** The period that the address says, which is chosen by name, as a month or by its days. */
export function usePeriod(): ChosenPeriod {
  const [search, setSearch] = useSearchParams()
  const [now] = useState(() => new Date())
  const zone = timeZone()
  const asked = search.toString()
  const period = useMemo(() => periodIn(new URLSearchParams(asked), now, zone), [asked, now, zone])
  // The same object for the same period, whatever else of the address changes.
  const [start, stop] = [period?.start.getTime(), period?.stop.getTime()]
  const kept = useMemo(
    () => (start === undefined || stop === undefined ? null : { start: new Date(start), stop: new Date(stop) }),
    [start, stop],
  )
  const change = (changes: Record<string, string | null>) =>
    setSearch(
      (before) => {
        // Of another period, pages begin at the first again.
        for (const place of ['marker', 'after', 'before', 'from']) before.delete(place)
        for (const [key, value] of Object.entries(changes)) {
          if (value === null) before.delete(key)
          else before.set(key, value)
        }
        return before
      },
      { replace: true },
    )
  const choose = (name: string) => {
    if (name !== 'custom') change({ period: name === 'this-month' ? null : name, since: null, until: null })
    else
      change({
        period: name,
        since: dateIn(period?.start ?? now, zone),
        until: dateIn(period ? new Date(period.stop.getTime() - 1) : now, zone),
      })
  }
  const name = periodNameIn(search)
  const isNamed = periodNames.some((one) => one === name)
  const choice = (
    <>
      <SegmentedControl
        aria-label={t('Period')}
        size="xs"
        value={isNamed ? name : ''}
        onChange={choose}
        data={periodNames.map((value) => ({ value, label: names[value] }))}
      />
      <Select
        aria-label={t('Month')}
        placeholder={t('Month')}
        size="xs"
        w={150}
        value={isNamed ? null : name}
        onChange={(month) => month !== null && choose(month)}
        data={pastMonths(now, zone, months).map((value) => ({ value, label: monthWords(value) }))}
      />
      {name === 'custom' &&
        (['since', 'until'] as const).map((end) => (
          <TextInput
            key={end}
            type="date"
            size="xs"
            label={end === 'since' ? t('From') : t('To')}
            value={search.get(end) ?? ''}
            max={dateIn(now, zone)}
            onChange={({ currentTarget }) => change({ [end]: currentTarget.value })}
          />
        ))}
    </>
  )
  return { period: kept, zone, choice }
}

const monthWords = (month: string) =>
  new Intl.DateTimeFormat(locale(), { month: 'long', year: 'numeric', timeZone: 'UTC' }).format(
    new Date(`${month}-01T00:00:00Z`),
  )

/** Says what a period can be. */
export const NoPeriod = () => (
  <ErrorNotice
    error={{
      message: t('Choose two days, the first before the second and not in the future, {{days}} days apart at most.', {
        days: mostDays,
      }),
    }}
  />
)
