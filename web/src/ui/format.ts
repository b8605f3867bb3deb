import { locale, t } from './i18n.ts'
import { timeZone } from './preferences.ts'

const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'] as const

/** 24117248 → "23 MB": memory and disks are measured in powers of two. */
export function formatBytes(bytes: number): string {
  const magnitude = Math.floor(Math.log2(Math.max(1, Math.abs(bytes))) / 10)
  const step = Math.min(units.length - 1, Math.max(0, magnitude))
  return `${formatNumber(rounded(bytes / 1024 ** step))} ${units[step]}`
}

/** 512 → "512 MB", 2048 → "2 GB", 4218000 → "4 TB". */
export const formatMb = (mb: number): string => formatBytes(mb * 1024 ** 2)

/** 40 → "40 GB", 2048 → "2 TB". */
export const formatGb = (gb: number): string => formatBytes(gb * 1024 ** 3)

const rounded = (value: number): number => (Math.abs(value) >= 100 ? Math.round(value) : Number(value.toFixed(1)))

/** 12345.678 → "12,345.68", as it is written where the person lives. */
export const formatNumber = (value: number): string => numbers(locale()).format(value)

/** 0.428 → "42%": what is not full is never told as fuller than it is. A share that is not nothing is never shown as "0%". */
export function formatShare(share: number): string {
  return shares(locale()).format(share > 0 && share < 0.01 ? 0.01 : share)
}

/** 0.4236 → "42.4%", 0.00012 → "0%": where a small share matters. */
export const formatPercent = (share: number): string => percents(locale()).format(share)

/** 2097152 → "2 MB/s". */
export const formatByteRate = (bytes: number): string => `${formatBytes(bytes)}/s`

/** 1234 → "1.2 s", 83000 → "1 min 23 s", 190000000 → "2 d 4 h". */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 60_000) return `${formatNumber(rounded(ms / 1000))} s`
  const seconds = Math.round(ms / 1000)
  const minutes = Math.floor(seconds / 60)
  const hours = Math.floor(minutes / 60)
  if (hours === 0) return `${minutes} min ${seconds % 60} s`
  if (hours < 24) return `${hours} h ${minutes % 60} min`
  return `${t('{{days}} d', { days: formatNumber(Math.floor(hours / 24)) })} ${hours % 24} h`
}

const hourMs = 3_600_000

/** "3 minutes ago" within 24 hours, "just now" within a minute, then the date; the year only if it is another one. */
export function formatAgo(at: Date, now: Date): string {
  const ms = at.getTime() - now.getTime()
  if (Math.abs(ms) < 60_000) return t('just now')
  if (Math.abs(ms) < hourMs) return relative(locale()).format(Math.trunc(ms / 60_000), 'minute')
  if (Math.abs(ms) < 24 * hourMs) return relative(locale()).format(Math.trunc(ms / hourMs), 'hour')
  const yearOf = (date: Date) => dates(locale(), timeZone(), 'year').format(date)
  return dates(locale(), timeZone(), yearOf(at) === yearOf(now) ? 'day' : 'date').format(at)
}

/** The day: "Nov 22, 2026". */
export const formatDate = (at: Date): string => dates(locale(), timeZone(), 'date').format(at)

/** The day without its year: "Nov 22". */
export const formatDay = (at: Date): string => dates(locale(), timeZone(), 'day').format(at)

/** The time of day: "2:05 PM". */
export const formatTime = (at: Date): string => dates(locale(), timeZone(), 'time').format(at)

/** The time to the second with its zone: "Nov 22, 2026, 12:00:00 PM GMT+1". */
export const formatExact = (at: Date): string => dates(locale(), timeZone(), 'exact').format(at)

const shapes = {
  year: { year: 'numeric' },
  day: { month: 'short', day: 'numeric' },
  time: { hour: 'numeric', minute: '2-digit' },
  date: { dateStyle: 'medium' },
  exact: { dateStyle: 'medium', timeStyle: 'long' },
} satisfies Record<string, Intl.DateTimeFormatOptions>

/** Makes each formatter once: they are dear, and a list uses them for every row. */
function kept<Args extends readonly string[], Made>(make: (...args: Args) => Made): (...args: Args) => Made {
  const made = new Map<string, Made>()
  return (...args) => {
    const key = args.join('|')
    const known = made.get(key) ?? make(...args)
    made.set(key, known)
    return known
  }
}

const numbers = kept((tag: string) => new Intl.NumberFormat(tag, { maximumFractionDigits: 2 }))
const shares = kept((tag: string) => new Intl.NumberFormat(tag, { style: 'percent', roundingMode: 'floor' }))
const percents = kept((tag: string) => new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: 1 }))
const relative = kept((tag: string) => new Intl.RelativeTimeFormat(tag, { numeric: 'always' }))
const dates = kept((tag: string, zone: string, shape: string) => {
  const options = shapes[shape as keyof typeof shapes]
  return new Intl.DateTimeFormat(tag, { ...options, timeZone: zone })
})

/** A name of something as it stands inside a sentence: "Request ID" → "request ID", "ID" → "ID". German nouns keep their capital. */
export const insideSentence = (name: string): string =>
  locale().startsWith('de') ? name : name.replace(/^\p{Lu}(?!\p{Lu})/u, (letter) => letter.toLowerCase())

/** "powering-off" → "Powering off", "createDomain" → "Create domain": machine words as people write them. */
export function humanize(word: string): string {
  const words = word
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

/** So many of something in a second: '40.4/s'. */
export const perSecond = (value: number): string => t('{{rate}}/s', { rate: formatNumber(Math.round(value * 10) / 10) })
