import { expect, test } from 'vitest'
import { sharedReading } from './shared-reading.ts'

/** A reading that ends when it is told to, and counts how often it has begun. */
function aSource() {
  const ends: (() => void)[] = []
  const source = { begun: 0, end: () => ends.shift()!() }
  const read = sharedReading(async () => {
    const reading = ++source.begun
    await new Promise<void>((resolve) => ends.push(resolve))
    return reading
  })
  return { source, read }
}

const begun = () => new Promise((resolve) => setImmediate(resolve))

test('all who ask at once get one reading', async () => {
  const { source, read } = aSource()
  const asked = [read(), read(), read()]
  await begun()
  source.end()
  expect(await Promise.all(asked)).toEqual([1, 1, 1])
})

test('who asks while a reading is under way gets the next one', async () => {
  const { source, read } = aSource()
  const early = read()
  await begun()
  const late = [read(), read()]
  source.end()
  expect(await early).toBe(1)
  await begun()
  source.end()
  expect(await Promise.all(late)).toEqual([2, 2])
})

test('a reading that fails does not keep the next from being made', async () => {
  let isBroken = true
  const read = sharedReading(async () => {
    if (isBroken) throw new Error('gone')
    return 'there'
  })
  await expect(read()).rejects.toThrow('gone')
  isBroken = false
  expect(await read()).toBe('there')
})
