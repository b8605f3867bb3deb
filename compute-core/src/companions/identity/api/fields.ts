import { z } from 'zod'
import type { CloudContext } from '#platform/http/openstack-app'

/** Text that PostgreSQL can store. */
export const text = (maxLength: number) =>
  z
    .string()
    .max(maxLength)
    .refine((value) => !value.includes('\0') && value.isWellFormed(), 'It must be text without NUL characters.')

/** A name: at least one character that can be seen. */
export const name = (maxLength: number) => text(maxLength).refine((value) => /\S/.test(value), 'It must not be blank.')

export const description = text(65_535)
export const password = text(4096).min(1)
export const id = text(64).min(1)

/** A yes-or-no filter of the query; a bare `?enabled` is yes. */
export const flag = (c: CloudContext, key: string): boolean | undefined => {
  const value = c.req.query(key)?.toLowerCase()
  return value === undefined ? undefined : !['false', '0', 'no', 'off'].includes(value)
}
