import { SegmentedControl } from '@mantine/core'
import { useSearchParams } from 'react-router'
import { t } from '#ui/i18n'

/** The spans of time that there are charts of, the first being the usual one. */
export const metricsRanges = ['1h', '24h', '7d'] as const

export type MetricsRange = (typeof metricsRanges)[number]

/** A day and a week are averages of minutes: they need not be asked for as often as what is measured every half minute. */
const everyMs = { '1h': 15_000, '24h': 60_000, '7d': 300_000 } as const

const soonMs = 5_000

/** A minute of asking soon: where nothing has been measured by then, as of a host that is down, nothing is about to be. */
const mostSoon = 60_000 / soonMs

interface Asked {
  data: { times: readonly unknown[]; interval?: number } | undefined
  /** How often it was answered. */
  dataUpdateCount: number
}

/** How long until a chart of `range` is read again; whoever waits for the first measurement sees it soon. Never where nothing is measured. */
export function metricsEveryMs(range: MetricsRange, { data, dataUpdateCount }: Asked): number | false {
  if (data?.interval === 0) return false
  return data?.times.length === 0 && dataUpdateCount <= mostSoon ? soonMs : everyMs[range]
}

const rangeNames: Record<MetricsRange, string> = { '1h': t('1 hour'), '24h': t('24 hours'), '7d': t('7 days') }

/** The range in the address; what is none is the usual one. */
export function useMetricsRange(): MetricsRange {
  const [search] = useSearchParams()
  return metricsRanges.find((range) => range === search.get('range')) ?? metricsRanges[0]
}

/** Chooses the range in the address. */
export function MetricsRangeControl() {
  const range = useMetricsRange()
  const [, setSearch] = useSearchParams()
  const choose = (chosen: string) =>
    setSearch(
      (before) => {
        if (chosen === metricsRanges[0]) before.delete('range')
        else before.set('range', chosen)
        return before
      },
      { replace: true },
    )
  return (
    <SegmentedControl
      aria-label={t('Time range')}
      size="xs"
      value={range}
      onChange={choose}
      data={metricsRanges.map((value) => ({ value, label: rangeNames[value] }))}
    />
  )
}
