import { createMiddleware } from 'hono/factory'
import { COMPRESSIBLE_CONTENT_TYPE_REGEX } from 'hono/utils/compress'
import type { BffEnv } from './bff-env.ts'
import { bestCoding, codings, packed } from './content-coding.ts'
import { fewestBytes } from './packed.ts'

/**
 * Sends answers as small as the client takes them. Short ones stay as they are, and so do streams: what has changed is to be heard at
 * once. Those that are packed are whole in memory already, as pages' answers are.
 */
export const packAnswers = createMiddleware<BffEnv>(async (c, next) => {
  await next()
  const { headers, status, body } = c.res
  const type = headers.get('content-type') ?? ''
  if (!body || c.req.method === 'HEAD' || status === 206 || headers.has('content-encoding')) return
  if (!COMPRESSIBLE_CONTENT_TYPE_REGEX.test(type) || headers.has('content-disposition')) return
  if (/\bno-transform\b/i.test(headers.get('cache-control') ?? '')) return
  c.header('vary', 'accept-encoding', { append: true })
  const coding = bestCoding(c.req.header('accept-encoding'), codings)
  if (!coding) return
  const whole = new Uint8Array(await c.res.arrayBuffer())
  const isShort = whole.byteLength < fewestBytes
  c.res = new Response(isShort ? whole : await packed(whole, coding, 'quick'), c.res)
  c.res.headers.delete('content-length')
  if (!isShort) c.res.headers.set('content-encoding', coding)
})
