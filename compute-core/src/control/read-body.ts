import { bodyLimit } from 'hono/body-limit'
import type { z } from 'zod'
import { CloudError, invalid } from '#platform/errors'

/** Refuses a body that is longer than any that an agent sends. */
export const atMostBytes = (most: number) =>
  bodyLimit({
    maxSize: most,
    onError: () => {
      throw new CloudError({ kind: 'too-large', message: `A request has ${most} bytes at most here.` })
    },
  })

/** A host of thousands of guests says less in one report. */
export const longestReportBytes = 4 * 2 ** 20

/** What an agent says, as far as it is what `schema` says, with no text that PostgreSQL would not take. */
export async function readBody<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const body: unknown = await request
    .text()
    .then(parseStorable)
    .catch((error: unknown) => {
      throw error instanceof CloudError ? error : invalid('The body must be JSON.')
    })
  const parsed = schema.safeParse(body)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw invalid(`The body is not as it should be: ${issue?.path.join('.')}: ${issue?.message}`)
}

/** JSON without NULs and halves of characters: a program's message that was cut may end in one, and would hold up all else that is said. */
function parseStorable(text: string): unknown {
  // Only escapes can say them.
  if (!text.includes('\\u')) return JSON.parse(text)
  return JSON.parse(text, (_name, value: unknown) =>
    typeof value === 'string' ? value.replaceAll('\0', '').toWellFormed() : value,
  )
}
