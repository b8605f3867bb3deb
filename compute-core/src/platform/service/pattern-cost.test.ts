import { afterAll, beforeAll, expect, test } from 'vitest'
import { scratchDatabase, type ScratchDatabase } from '#test/scratch-postgres'
import { patternTrouble } from './pattern-cost.ts'

let scratch: ScratchDatabase
beforeAll(async () => {
  scratch = await scratchDatabase()
})
afterAll(() => scratch[Symbol.asyncDispose]())

const ordinary = [
  'web', '^web-\\d+$', '(?i)WEB', '(web|db)-[0-9]{1,3}', '[[:alpha:]]+', '[]a]{3}', '[^]{}]{2,}', '\\mweb\\M', 'a{0,}', 'x{', '{', '10\\.0\\.0\\.', '(?=web).*', '\\{255\\}',
  '(?:[a-z]{8}-){4}', '', '[(]{9}', 'a\\\\1', '.*web.*', '(?:a{10}){20}',
] // prettier-ignore

const costly = [
  '(?:a?){255}(?:a?){255}(?:a?){255}b', '(?:a?){255}b', '(?:(?:a{9}){9}){9}', '((((a{9}){9}){9}){9}', 'a{201}', 'a{0,201}', 'a{201,}', '[[:alpha:]]{201}', '(?:\\)a?){101}', '(?i)(?:a?){255}',
  '(?:a|b|c){100}', '(a*)*\\1', '***=a', '(?x)a', '(?q)a', 'a'.repeat(256), '[]{255}]{202}', '(?=(?:a?){120})(?:b?){120}',
] // prettier-ignore

test.each(ordinary)('%j is searched for', (pattern) => {
  expect(patternTrouble(pattern)).toBeUndefined()
})

test.each(costly)('%j is refused with what is wrong about it', (pattern) => {
  expect(patternTrouble(pattern)).toMatch(/^(A pattern|The repetitions of the pattern come to \d+ in all).*\.$/)
})

// As costly as they can be: every piece optional, nested, alternating, looking ahead, or laid out from counts.
const dearest = [
  '(?:a?){199}b', '(?:a?b?){100}', '(?:(?:a?|b?)*){100}', '(?:(?:a?){14}){14}', ...['a?', 'a*', '(?:a*)*', '(?:|a)*', '(?=a*)', '\\w*', '[^a]?', '.*', '(?:a?|b?)*', '(?=(?:a?){6})'].map((piece) =>
    piece.repeat(Math.floor(255 / piece.length)),
  ), '('.repeat(80) + 'a' + '*)'.repeat(80), `(${'a|'.repeat(120)}b)*`, `(?i)${'a?'.repeat(99)}(?:b?){100}`,
].filter((pattern) => patternTrouble(pattern) === undefined) // prettier-ignore

test('whatever is let through PostgreSQL lays out and searches for at once', async () => {
  expect(dearest.length).toBeGreaterThan(10)
  const client = await scratch.pool.connect()
  await client.query("set statement_timeout = '2s'")
  for (const pattern of dearest) await client.query('select $1 ~ $2', [`${'a'.repeat(254)}c`, pattern])
  client.release(true)
})
