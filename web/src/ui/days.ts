const dayMs = 86_400_000

/** The day that `at` is on in `zone`: "2026-11-30". */
export function dateIn(at: Date, zone: string): string {
  const parts = partsIn(at, zone)
  return `${parts['year']}-${parts['month']}-${parts['day']}`
}

/** "2026-11-30" and so many days. */
export const plusDays = (date: string, days: number): string =>
  new Date(Date.parse(`${date}T00:00:00Z`) + days * dayMs).toISOString().slice(0, 10)

/** Whether `text` is a day that there is: "2026-11-30". */
export const isDate = (text: string): boolean =>
  /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && plusDays(text, 0) === text

/** When a day begins in `zone`. */
export function startOfDay(date: string, zone: string): Date {
  const midnight = Date.parse(`${date}T00:00:00Z`)
  // Twice, since the difference to UTC may be another one at that moment.
  const guess = midnight - offsetAt(new Date(midnight), zone)
  return new Date(midnight - offsetAt(new Date(guess), zone))
}

/** When a day ends in `zone`: its last second. */
export const endOfDay = (date: string, zone: string): Date =>
  new Date(startOfDay(plusDays(date, 1), zone).getTime() - 1000)

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
