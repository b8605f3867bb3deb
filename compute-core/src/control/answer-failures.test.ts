import { once } from 'node:events'
import { connect, constants } from 'node:http2'
import { Hono } from 'hono'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { listenForPeers } from '#platform/wire/h2-listener'
import type { WireEnv } from '#platform/wire/peer'
import { aWire } from '#test/a-wire'
import { answerFailures } from './answer-failures.ts'
import { atMostBytes, readBody } from './read-body.ts'

/** A port with an app of control's behind it, and what it logs that somebody would see. */
async function aPort() {
  const said: string[] = []
  const log = pino({ level: 'info' }, { write: (line: string) => void said.push(line) })
  const ended: string[] = []
  const app = new Hono<WireEnv>()
  app.use(async (c, next) => {
    await next()
    ended.push(`${c.req.path} ${c.res.status}`)
  })
  app.use(atMostBytes(1024))
  app.post('/join', async (c) => c.json(await readBody(c.req.raw, z.object({ token: z.string() }))))
  app.post('/bug', () => {
    throw new TypeError('Nobody has thought of that.')
  })
  answerFailures(app, log, 'A host could not join.')
  const credentials = await (await aWire()).control()
  const listener = await listenForPeers({ host: '127.0.0.1', port: 0, credentials, app, log })
  const session = connect(`https://127.0.0.1:${listener.port}`, { rejectUnauthorized: false })
  const close = async () => {
    session.destroy()
    await listener.close()
  }
  return { session, said, ended, close }
}

const post = { ':method': 'POST', ':path': '/join' }

test('whatever a stranger does to a body, the log has nothing of it', async () => {
  const { session, said, ended, close } = await aPort()
  const bodies = { none: '', noJson: '{', another: '[1]', long: 'x'.repeat(2000) }
  for (const body of Object.values(bodies)) {
    const stream = session.request(post).end(body)
    stream.resume()
    await once(stream, 'end')
  }
  expect(ended).toEqual(['/join 400', '/join 400', '/join 400', '/join 413'])
  for (const code of [constants.NGHTTP2_CANCEL, constants.NGHTTP2_INTERNAL_ERROR, constants.NGHTTP2_NO_ERROR]) {
    const had = ended.length
    const stream = session.request(post)
    stream.on('error', () => {})
    stream.write('{"token":')
    await new Promise((resolve) => session.ping(resolve))
    stream.close(code)
    await expect.poll(() => ended.length).toBe(had + 1)
  }
  const stream = session.request({ ...post, 'content-length': '1000' })
  stream.on('error', () => {})
  stream.write('{"token":')
  await new Promise((resolve) => session.ping(resolve))
  session.destroy()
  await expect.poll(() => ended).toHaveLength(8)
  expect(said).toEqual([])
  await close()
})

test('what nobody has thought of is in the log, and kept from who asked', async () => {
  const { session, said, close } = await aPort()
  const stream = session.request({ ...post, ':path': '/bug' }).end()
  let answer = ''
  stream.setEncoding('utf8').on('data', (text: string) => (answer += text))
  await once(stream, 'end')
  expect(answer).toContain('Something went wrong in control.')
  expect(said.join()).toContain('Nobody has thought of that.')
  await close()
})
