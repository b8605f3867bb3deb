import { expect, test } from 'vitest'
import { untilReported } from './until-reported.ts'

test('hosts that report at once are waited for without a word', async () => {
  const said: string[] = []
  await untilReported([Promise.resolve(), Promise.resolve()], (line) => said.push(line))
  expect(said).toEqual([])
})

test('a slow host is waited for, and the person is told', async () => {
  const slow = Promise.withResolvers<void>()
  let isReady = false
  const told = new Promise<string>((say) => {
    void untilReported([slow.promise], say, { sayAfterMs: 1 }).then(() => (isReady = true))
  })
  expect(await told).toMatch(/^Waiting for libvirt/)
  expect(isReady).toBe(false)
  slow.resolve()
  await expect.poll(() => isReady).toBe(true)
})

test('a host that never reports does not hold the cloud for ever', async () => {
  const silent = new Promise<void>(() => {})
  await expect(untilReported([silent], () => {}, { giveUpAfterMs: 1 })).resolves.toBeUndefined()
})
