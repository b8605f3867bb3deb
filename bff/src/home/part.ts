import { Refusal, type RefusalBody } from '../cloud/refusal.ts'

/** A part of a page: what it shows, or why that is missing. */
export type Part<Value> = { value: Value; error: null } | { value: null; error: RefusalBody }

/** What `reading` gives, or why a service refused it. The end of the session is no matter of a part. */
export const part = <Value>(reading: Promise<Value>): Promise<Part<Value>> =>
  reading.then(
    (value) => ({ value, error: null }),
    (error: unknown) => {
      if (error instanceof Refusal && error.body.status !== 401) return { value: null, error: error.body }
      throw error
    },
  )
