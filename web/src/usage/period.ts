import { dateIn, isDate, plusDays, startOfDay } from '#ui/days'

/** A span of time that usage is asked about. */
export interface Period {
  start: Date
  stop: Date
}

/** The periods that have a name; `custom` is from one day to another. */
export const periodNames = ['this-month', 'last-month', '7d', '30d', '12m', 'custom'] as const
export type PeriodName = (typeof periodNames)[number]

const dayMs = 86_400_000

/** A month as it is in addresses: `2026-10`. */
const aMonth = /^\d{4}-(0[1-9]|1[0-2])$/

/** The period in the address, by its name or as a month; this month where there is none. */
export function periodNameIn(search: URLSearchParams): PeriodName | `${number}-${number}` {
  const asked = search.get('period') ?? ''
  return aMonth.test(asked)
    ? (asked as `${number}-${number}`)
    : (periodNames.find((name) => name === asked) ?? 'this-month')
}

/** The months that have been, this one first, as they are in addresses. */
export function pastMonths(now: Date, zone: string, count: number): string[] {
  const [year, month] = dateIn(now, zone).split('-').map(Number) as [number, number]
  return Array.from({ length: count }, (_, back) =>
    new Date(Date.UTC(year, month - 1 - back, 1)).toISOString().slice(0, 7),
  )
}

/** The period that the address says, its days being those of `zone`; null for days that are none or the wrong way round. */
export function periodIn(search: URLSearchParams, now: Date, zone: string): Period | null {
  const name = periodNameIn(search)
  const today = dateIn(now, zone)
  const [year, month] = today.split('-').map(Number) as [number, number]
  const firstOf = (offset: number) => new Date(Date.UTC(year, month - 1 + offset, 1)).toISOString().slice(0, 10)
  if (name === 'this-month') return { start: startOfDay(firstOf(0), zone), stop: now }
  if (name === 'last-month') return { start: startOfDay(firstOf(-1), zone), stop: startOfDay(firstOf(0), zone) }
  if (name === '12m') return { start: startOfDay(firstOf(-11), zone), stop: now }
  if (aMonth.test(name)) {
    const start = startOfDay(`${name}-01`, zone)
    const end = startOfDay(plusDays(`${name}-28`, 4).replace(/\d\d$/, '01'), zone)
    return start >= now ? null : { start, stop: end > now ? now : end }
  }
  if (name !== 'custom') return { start: startOfDay(plusDays(today, name === '7d' ? -6 : -29), zone), stop: now }
  const [from, to] = [search.get('since') ?? '', search.get('until') ?? '']
  if (!isDate(from) || !isDate(to) || from > to || from > today) return null
  const end = startOfDay(plusDays(to, 1), zone)
  const stop = end > now ? now : end
  const start = startOfDay(from, zone)
  return stop.getTime() - start.getTime() > mostDays * dayMs ? null : { start, stop }
}

/** A period may be this long. */
export const mostDays = 399

/** Whether a period is told by days or, where those would be many, by months. */
export const stepOf = ({ start, stop }: Period): 'day' | 'month' =>
  stop.getTime() - start.getTime() > mostToldDays * dayMs ? 'month' : 'day'

const mostToldDays = 62
