import type { Context } from 'hono'
import type { z } from 'zod'
import { CloudError, invalid } from '#platform/errors'

const maxJsonBytes = 1_048_576

/** The request's JSON body; malformed JSON is a 400, another media type a 415, more than 1 MiB a 413. */
export async function readJson(c: Context): Promise<unknown> {
  const type = c.req.header('content-type') ?? ''
  if (type !== '' && !/^application\/(json|[\w.-]+\+json|openstack-[\w.-]+)\s*(;|$)/i.test(type))
    throw new CloudError({
      kind: 'unsupported-media',
      message: `Content type ${type} is not supported. Send application/json.`,
    })
  const text = await readText(c, maxJsonBytes)
  if (text.trim() === '') return undefined
  try {
    return JSON.parse(text) as unknown
  } catch (cause) {
    throw new CloudError({ kind: 'invalid', message: 'The request body is not valid JSON.' }, cause)
  }
}

async function readText(c: Context, maxBytes: number): Promise<string> {
  const tooLarge = () =>
    new CloudError({ kind: 'too-large', message: `The request body is larger than ${maxBytes} bytes.` })
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) throw tooLarge()
  const body = c.req.raw.body
  if (!body) return ''
  const parts: Uint8Array[] = []
  let bytes = 0
  for await (const part of body as unknown as AsyncIterable<Uint8Array>) {
    bytes += part.byteLength
    if (bytes > maxBytes) throw tooLarge()
    parts.push(part)
  }
  return Buffer.concat(parts).toString('utf8')
}

/** `value` as `schema` has it, or a 400 that names the field and what it should be. */
export function parseAs<Schema extends z.ZodType>(schema: Schema, value: unknown, what = 'body'): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const field = issue.path.join('.')
  throw invalid(`Invalid input for ${field === '' ? what : `field/attribute ${field}`}. ${issue.message}`, field)
}
