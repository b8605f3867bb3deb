import type { Context } from 'hono'
import type { z } from 'zod'
import { CloudError, invalid } from '#platform/errors'

const maxJsonBytes = 1_048_576
// What is deeper would overflow the stack of whatever walks it; no API has a body a tenth as deep.
const maxJsonDepth = 100
const maxJsonMs = 30_000
const json = ['application/json'] as const

/**
 * The request's JSON body; malformed JSON is a 400, and so is JSON that nests too deep; another media type than those of `accepts` a
 * 415, more than 1 MiB a 413, one that takes too long to come a 408.
 */
export async function readJson(c: Context, accepts: readonly string[] = json): Promise<unknown> {
  const type = c.req.header('content-type') ?? ''
  if (!isAccepted(type, accepts))
    throw new CloudError({
      kind: 'unsupported-media',
      message: `Content type ${type || '(none)'} is not supported. Send ${accepts[0]}.`,
      ...(c.req.method === 'PATCH' && { patchTypes: accepts }),
    })
  const text = await readText(c, maxJsonBytes)
  if (text.trim() === '') return undefined
  if (isDeeperThan(text, maxJsonDepth)) throw invalid(`The request body nests deeper than ${maxJsonDepth} levels.`)
  try {
    return parseJson(text)
  } catch (cause) {
    if (cause instanceof CloudError) throw cause
    throw new CloudError({ kind: 'invalid', message: 'The request body is not valid JSON.' }, cause)
  }
}

/** A key of that name is lost wherever an object is copied: it is refused, not dropped. */
function parseJson(text: string): unknown {
  // Only a text that has the word, maybe escaped, is looked through: the look costs as much as the parsing.
  return /__proto__|\\u/i.test(text) ? JSON.parse(text, refuseProto) : JSON.parse(text)
}

function refuseProto(key: string, value: unknown): unknown {
  if (key === '__proto__') throw invalid('The key __proto__ cannot be kept. Use another name.', key)
  return value
}

/** A body without a type is taken for JSON where that is what is taken, and so is any kind of JSON. */
function isAccepted(type: string, accepts: readonly string[]): boolean {
  if (accepts === json) return type === '' || /^application\/(json|[\w.-]+\+json|openstack-[\w.-]+)\s*(;|$)/i.test(type)
  return accepts.includes(type.replace(/\s*;.*$/s, '').toLowerCase())
}

/**
 * Whether JSON has more than `depth` lists and objects open at once; told from the text, so that nothing has to walk it first, and in
 * one pass: what is no JSON must not cost more.
 */
function isDeeperThan(text: string, depth: number): boolean {
  let open = 0
  let isInText = false
  for (let index = 0; index < text.length; index++) {
    const character = text[index]
    if (isInText) {
      if (character === '\\') index++
      else if (character === '"') isInText = false
    } else if (character === '"') isInText = true
    else if (character === '[' || character === '{') {
      if (++open > depth) return true
    } else if (character === ']' || character === '}') open--
  }
  return false
}

async function readText(c: Context, maxBytes: number): Promise<string> {
  const tooLarge = () =>
    new CloudError({ kind: 'too-large', message: `The request body is larger than ${maxBytes} bytes.` })
  if (Number(c.req.header('content-length') ?? 0) > maxBytes) throw tooLarge()
  const body = c.req.raw.body
  if (!body) return ''
  const parts: Uint8Array[] = []
  let bytes = 0
  const reader = body.getReader()
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => late.reject(tooSlow()), maxJsonMs)
  try {
    for (;;) {
      const { done, value } = await Promise.race([reader.read(), late.promise])
      if (done) return Buffer.concat(parts).toString('utf8')
      bytes += value.byteLength
      if (bytes > maxBytes) throw tooLarge()
      parts.push(value)
    }
  } finally {
    clearTimeout(timer)
    // An early end tells the sender to stop; after the last byte it does nothing.
    void reader.cancel().catch(() => {})
  }
}

const tooSlow = () =>
  new CloudError({ kind: 'timeout', message: `The request body did not arrive within ${maxJsonMs / 1000} seconds.` })

/** `value` as `schema` has it, or a 400 that names the field and what it should be. */
export function parseAs<Schema extends z.ZodType>(schema: Schema, value: unknown, what = 'body'): z.output<Schema> {
  const result = schema.safeParse(value)
  if (result.success) return result.data
  const issue = result.error.issues[0]!
  const field = issue.path.join('.')
  throw invalid(`Invalid input for ${field === '' ? what : `field/attribute ${field}`}. ${issue.message}`, field)
}
