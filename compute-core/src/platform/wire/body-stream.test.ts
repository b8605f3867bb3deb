import { buffer } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { bodyStream } from './body-stream.ts'

test('a body that breaks off before anybody reads it fails who reads it then, and nobody else', async () => {
  let breakOff!: (error: Error) => void
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      breakOff = (error) => controller.error(error)
    },
  })
  const stream = bodyStream(body)
  const closed = new Promise((resolve) => stream.on('close', resolve))
  breakOff(new Error('It broke off.'))
  await closed
  await expect(buffer(stream)).rejects.toThrow('It broke off.')
})
