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

/** The day that `at` is on in `zone`: "2026-11-30". */
export function dateIn(at: Date, zone: string): string {
  const parts = partsIn(at, zone)
  return `${parts['year']}-${parts['month']}-${parts['day']}`
}

/** "2026-11-30" and so many days. */
export const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && plusDays(text, 0) === text

/** When a day begins in `zone`. */
export function startOfDay(date: string, zone: string): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  // Twice, since the difference to UTC may be another one at that moment.
  const guess = midnight - offsetAt(new Date(midnight), zone)
  return new Date(midnight - offsetAt(new Date(guess), zone))
}

function offsetAt(at: Date, zone: string): number {
  const { year, month, day, hour, minute, second } = partsIn(at, zone)
  return Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`) - Math.floor(at.getTime() / 1000) * 1000
}

function partsIn(at: Date, zone: string): Record<string, string> {
  const shape = new Intl.DateTimeFormat('en', {
    timeZone: zone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  })
  return Object.fromEntries(shape.formatToParts(at).map(({ type, value }) => [type, value]))
}
