import { expect, test } from 'vitest'
import { batched } from './batched.ts'

function aReader(most = 10) {
  const asked: (readonly string[])[] = []
  const read = batched(
    async (ids) => {
      asked.push(ids)
      if (ids.includes('bad')) throw new Error('no')
      return new Map(ids.filter((id) => id !== 'unknown').map((id) => [id, id.toUpperCase()]))
    },
    { most, waitMs: 1 },
  )
  return { read, asked }
}

test('what many want at the same time is read once', async () => {
  const { read, asked } = aReader()
  expect(await Promise.all([read('a'), read('b'), read('a'), read('unknown')])).toEqual(['A', 'B', 'A', undefined])
  expect(asked).toEqual([['a', 'b', 'unknown']])
  expect(await read('c')).toBe('C')
  expect(asked).toHaveLength(2)
})

test('more than go into one request are several', async () => {
  const { read, asked } = aReader(2)
  expect(await Promise.all(['a', 'b', 'c'].map(read))).toEqual(['A', 'B', 'C'])
  expect(asked).toEqual([['a', 'b'], ['c']])
})

test('what fails fails for everybody who waits, and for nobody else', async () => {
  const { read } = aReader()
  const results = await Promise.allSettled([read('a'), read('bad')])
  expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await read('a')).toBe('A')
})
