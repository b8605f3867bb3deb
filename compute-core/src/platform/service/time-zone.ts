import { z } from 'zod'

/** A time zone in a query, as `Europe/Berlin`: it says where a day begins. */
export const timeZoneValue = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9_+-]*(\/[A-Za-z0-9_+-]+)*$/, 'It must be a time zone, as Europe/Berlin.')
  .refine(isTimeZone, 'It must be a time zone, as Europe/Berlin.')

function isTimeZone(name: string): boolean {
  try {
    return Boolean(new Intl.DateTimeFormat('en', { timeZone: name }))
  } catch {
    return false
  }
}
