import type { Duplex } from 'node:stream'
import { expect, test } from 'vitest'
import { fakeVncStream } from './fake-vnc-stream.ts'

const next = (stream: Duplex) => new Promise<Buffer>((resolve) => stream.once('data', resolve))

/** Sends `message` and answers with what comes back. */
async function answer(stream: Duplex, message: Buffer | string): Promise<Buffer> {
  const answered = next(stream)
  stream.write(message)
  return answered
}

async function greeted(stream: Duplex): Promise<Buffer> {
  expect(String(await next(stream))).toBe('RFB 003.008\n')
  expect([...(await answer(stream, 'RFB 003.008\n'))]).toEqual([1, 1])
  expect([...(await answer(stream, Buffer.from([1])))]).toEqual([0, 0, 0, 0])
  return answer(stream, Buffer.from([1]))
}

const fullPicture = Buffer.from([3, 0, 0, 0, 0, 0, 2, 208, 1, 144])
/** The encodings RRE and QEMU's places of keys. */
const encodings = Buffer.from([2, 0, 0, 2, 0, 0, 0, 2, 255, 255, 254, 254])

test('a client that introduces itself learns the size, and has a picture when it asks for one', async () => {
  const stream = fakeVncStream()
  const size = await greeted(stream)
  expect([size.readUInt16BE(0), size.readUInt16BE(2)]).toEqual([720, 400])
  const picture = await answer(stream, fullPicture)
  expect([picture[0], picture.readUInt16BE(2)]).toEqual([0, 1])
})

test('messages are understood glued together and in pieces', async () => {
  const stream = fakeVncStream()
  await greeted(stream)
  stream.write(encodings.subarray(0, 3))
  const picture = await answer(stream, Buffer.concat([encodings.subarray(3), Buffer.alloc(8, 4), fullPicture]))
  expect(picture.readUInt16BE(2), 'the picture and the sign that keys are taken by their places').toBe(2)
})

test('a silent screen greets and says nothing more', async () => {
  const stream = fakeVncStream({ isSilent: true })
  expect(String(await next(stream))).toBe('RFB 003.008\n')
  stream.write('RFB 003.008\n')
  await new Promise(setImmediate)
  expect(stream.read()).toBeNull()
})
