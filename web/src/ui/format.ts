/** 512 → "512 MB", 2048 → "2 GB": memory and disks are counted in powers of two. */
export const formatMb = (mb: number): string => (mb >= 1024 ? `${trim(mb / 1024)} GB` : `${trim(mb)} MB`)

/** 24117248 → "23 MB". */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  const step = Math.min(units.length - 1, Math.max(0, Math.floor(Math.log2(Math.max(1, bytes)) / 10)))
  return `${trim(bytes / 1024 ** step)} ${units[step]}`
}

/** 1234 → "1.2 s", 83000 → "1 min 23 s". */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.max(0, Math.round(ms))} ms`
  if (ms < 60_000) return `${trim(ms / 1000)} s`
  const minutes = Math.floor(ms / 60_000)
  return minutes < 60
    ? `${minutes} min ${Math.round((ms % 60_000) / 1000)} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]
const relative = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** "3 minutes ago"; under a minute it is "just now". */
export function formatAgo(at: Date, now: Date): string {
  const seconds = (at.getTime() - now.getTime()) / 1000
  const step = steps.find(([, size]) => Math.abs(seconds) >= size)
  return step ? relative.format(Math.trunc(seconds / step[1]), step[0]) : 'just now'
}

const exact = new Intl.DateTimeFormat('en', { dateStyle: 'medium', timeStyle: 'medium' })

/** The moment to the second, in the reader's time zone. */
export const formatExact = (at: Date): string => exact.format(at)

/** "powering-off" → "Powering off", "createDomain" → "Create domain": machine words as a person writes them. */
export function humanize(word: string): string {
  const words = word
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .replace(/[_-]+/g, ' ')
    .toLowerCase()
    .trim()
  return words.charAt(0).toUpperCase() + words.slice(1)
}

const trim = (value: number): string => (value >= 100 ? String(Math.round(value)) : String(Number(value.toFixed(1))))
