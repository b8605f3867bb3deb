import { expect, test } from 'vitest'
import { toRecord } from '#ui/key-values'
import { type FitQuestion, fitAddress, hintsAsked, noQuestion, questionIn } from './fit-address.ts'

const read = (address: string) => {
  const { hints, ...question } = questionIn(new URL(address, 'http://cloud').searchParams)
  return { ...question, hints: toRecord(hints) }
}

const whole: FitQuestion = {
  ...noQuestion,
  flavor: 'm1 & co',
  image: 'i',
  zone: 'nova',
  host: 'node-1',
  project: 'p',
  count: 3,
  ...hintsAsked({ group: 'g', different_host: ['a', 'b'] }),
}

test('an address has the whole question, and gives it back', () => {
  const { hints: _hints, ...question } = whole
  expect(read(fitAddress(whole))).toEqual({ ...question, hints: { different_host: 'a, b' } })
  expect(fitAddress({})).toBe('/admin/placement/fit')
})

test('numbers stand where no flavor is named', () => {
  const sizes = { vcpus: 2, ram: 1024, disk: 0 }
  expect(read(fitAddress({ sizes }))).toMatchObject({ flavor: null, sizes })
  expect(read(fitAddress({ sizes, flavor: 'f' }))).toMatchObject({ flavor: 'f', sizes: null })
})

test.each(['vcpus=x&ram=1&disk=1', 'vcpus=0&ram=1&disk=1', 'vcpus=1&ram=1', 'vcpus=1e99&ram=1&disk=1', 'count=-1'])(
  'what cannot be read of an address is not asked: %s',
  (query) => {
    expect(read(`/admin/placement/fit?${query}`)).toMatchObject({ sizes: null, count: 1 })
  },
)
