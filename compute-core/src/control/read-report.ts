import { bodyLimit } from 'hono/body-limit'
import type { z } from 'zod'
import { CloudError, invalid } from '#platform/errors'

/** A host of thousands of guests says less in one report. */
const longestReportBytes = 4 * 2 ** 20

/** Refuses a report that is longer than any that an agent sends. */
export const notTooLong = bodyLimit({
  maxSize: longestReportBytes,
  onError: () => {
    throw new CloudError({ kind: 'too-large', message: `A report has ${longestReportBytes} bytes at most.` })
  },
})

/** What a host reports, as far as it is what `schema` says. */
export async function readReport<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
): Promise<z.output<Schema>> {
  const body: unknown = await request.json().catch((error: unknown) => {
    throw error instanceof CloudError ? error : invalid('A report is JSON.')
  })
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(`The report is not as it should be: ${issue?.path.join('.')}: ${issue?.message}`)
}
