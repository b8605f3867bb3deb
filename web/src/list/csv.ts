/** What a CSV file begins with: Excel reads it as UTF-8 only with this mark. */
export const csvMark = '\uFEFF'

type Value = string | number | boolean | null | undefined

/**
 * A line of a CSV file (RFC 4180). A text that a spreadsheet would run as a formula gets an apostrophe before it: names of servers
 * come from other people.
 */
export const csvLine = (values: readonly Value[]): string => `${values.map(field).join(',')}\r\n`

function field(value: Value): string {
  if (value === null || value === undefined) return ''
  if (typeof value !== 'string') return String(value)
  const harmless = /^[=+\-@\t\r\n]|^\s+[=+\-@]/.test(value) ? `'${value}` : value
  return /[",\r\n]/.test(harmless) || harmless !== harmless.trim() ? `"${harmless.replaceAll('"', '""')}"` : harmless
}
