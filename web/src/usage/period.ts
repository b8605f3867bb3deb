import { dateIn, isDate, plusDays, startOfDay } from '#ui/days'

/** A span of time that usage is asked about. */
export interface Period {
  start: Date
  stop: Date
}

/** The periods that have a name; `custom` is from one day to another. */
export const periodNames = ['this-month', 'last-month', '7d', '30d', 'custom'] as const
export type PeriodName = (typeof periodNames)[number]

const dayMs = 86_400_000

/** The named period in the address; this month where it has none. */
export const periodNameIn = (search: URLSearchParams): PeriodName =>
  periodNames.find((name) => name === search.get('period')) ?? 'this-month'

/** The period that the address says, its days being those of `zone`; null for days that are none or the wrong way round. */
export function periodIn(search: URLSearchParams, now: Date, zone: string): Period | null {
  const name = periodNameIn(search)
  const today = dateIn(now, zone)
  const [year, month] = today.split('-').map(Number) as [number, number]
  const firstOf = (offset: number) => new Date(Date.UTC(year, month - 1 + offset, 1)).toISOString().slice(0, 10)
  if (name === 'this-month') return { start: startOfDay(firstOf(0), zone), stop: now }
  if (name === 'last-month') return { start: startOfDay(firstOf(-1), zone), stop: startOfDay(firstOf(0), zone) }
  if (name !== 'custom') return { start: startOfDay(plusDays(today, name === '7d' ? -6 : -29), zone), stop: now }
  const [from, to] = [search.get('from') ?? '', search.get('to') ?? '']
  if (!isDate(from) || !isDate(to) || from > to || from > today) return null
  const end = startOfDay(plusDays(to, 1), zone)
  const stop = end > now ? now : end
  const start = startOfDay(from, zone)
  return stop.getTime() - start.getTime() > mostDays * dayMs ? null : { start, stop }
}

/** A period may be this long. */
export const mostDays = 399
