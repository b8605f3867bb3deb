import { Duplex, PassThrough } from 'node:stream'
import { once } from 'node:events'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { joined, openDuplex } from './duplex.ts'
import { inProcess } from './in-process.ts'
import type { WireEnv } from './peer.ts'

const closed = (stream: Duplex) => new Promise((resolve) => stream.once('close', resolve).on('error', () => undefined))

/** A duplex that answers each chunk with the same in capitals, and its other end over an app. */
async function anEcho() {
  const [out, into] = [new PassThrough(), new PassThrough()]
  into.on('data', (chunk: Buffer) => out.write(chunk.toString().toUpperCase()))
  const far = Duplex.from({ readable: out, writable: into })
  const app = new Hono<WireEnv>()
  app.post('/echo', (c) => new Response(joined(far, c.req.raw.body)))
  const opened = await openDuplex(inProcess(app, { kind: 'control' }), '/echo')
  if (!('stream' in opened)) throw new Error('It was refused.')
  return { near: opened.stream, far }
}

test('bytes go both ways at once', async () => {
  const { near } = await anEcho()
  for (const word of ['one', 'two']) {
    near.write(word)
    const [chunk] = (await once(near, 'data')) as [Buffer]
    expect(chunk.toString()).toBe(word.toUpperCase())
  }
  near.destroy()
})

test('whoever ends one end ends the other', async () => {
  const first = await anEcho()
  const farClosed = closed(first.far)
  first.near.destroy()
  await farClosed
  expect(first.far.destroyed).toBe(true)
  const second = await anEcho()
  const nearClosed = closed(second.near)
  second.near.resume()
  second.far.destroy()
  await nearClosed
  expect(second.near.destroyed).toBe(true)
})

test('a refusal is handed on', async () => {
  const app = new Hono<WireEnv>()
  const opened = await openDuplex(inProcess(app, { kind: 'control' }), '/nowhere')
  expect('refused' in opened && opened.refused.status).toBe(404)
})
