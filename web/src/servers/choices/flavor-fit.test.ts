import { expect, test } from 'vitest'
import type { CreateOptions, Quota } from '#shared/bff'
import { extraOf, fitOf, fitOfResize, flavorsFound, type Flavor } from './flavor-fit.ts'

const flavor = (more: Partial<Flavor> = {}): Flavor => ({
  id: 'f',
  name: 'm1.small',
  vcpus: 2,
  ramMb: 2048,
  diskGb: 10,
  swapMb: 0,
  ephemeralGb: 0,
  description: null,
  extraSpecs: {},
  ...more,
})

const image = (more: object = {}) =>
  ({ minRamMb: 512, minDiskGb: 5, ...more }) as unknown as CreateOptions['images'][number]

const quota = {
  servers: { used: 8, limit: 10 },
  vcpus: { used: 0, limit: null },
  ramMb: { used: 0, limit: null },
  keyPairsLimit: null,
}
const asked = { image: image(), quota, count: 1, room: { hosts: 3, reasons: {} } }

test('what fits into image, quota and a host, fits', () => {
  expect(fitOf(flavor(), asked)).toMatchObject({ kind: 'fits', why: null })
  expect(fitOf(flavor(), { ...asked, room: undefined })).toMatchObject({ kind: 'fits' })
})

test('what does not says why: the image first, then the quota, then the hosts', () => {
  const room = { hosts: 0, reasons: { 'needs 2 GB of memory, has 512 MB': 2 } }
  const large = image({ minRamMb: 4096 })
  expect(fitOf(flavor(), { image: large, quota, count: 3, room })).toMatchObject({
    kind: 'impossible',
    why: expect.stringContaining('4 GB'),
  })
  expect(fitOf(flavor(), { ...asked, count: 3, room })).toMatchObject({
    kind: 'over-quota',
    why: expect.stringContaining('2 of 10'),
  })
  expect(fitOf(flavor(), { ...asked, room })).toEqual({
    kind: 'no-room',
    word: 'No room now',
    why: 'No host has room for it now. 2 hosts: needs 2 GB of memory, has 512 MB.',
  })
})

test('a server is resized to what is another flavor, has no smaller disk, and is within the quota', () => {
  const now = flavor({ name: 'm1.tiny', diskGb: 10 })
  const fit = (more: Partial<Flavor>, of: Quota = quota) => fitOfResize(flavor(more), now, of)
  expect(fit({ name: 'm1.large' })).toMatchObject({ kind: 'fits' })
  expect(fit({ name: 'm1.tiny' })).toMatchObject({ kind: 'impossible', word: 'Current' })
  expect(fit({ name: 'm1.flat', diskGb: 5 })).toMatchObject({
    kind: 'impossible',
    why: 'The disk cannot become smaller than 10 GB.',
  })
  const full = { ...quota, vcpus: { used: 10, limit: 10 } }
  expect(fit({ name: 'm1.large', vcpus: 4 }, full)).toMatchObject({ kind: 'over-quota' })
})

test('what a flavor has besides is one line', () => {
  expect(extraOf(flavor({ ephemeralGb: 20, swapMb: 1024, extraSpecs: { 'hw:cpu_policy': 'dedicated' } }))).toBe(
    '20 GB ephemeral · 1 GB swap · hw:cpu_policy=dedicated',
  )
})

const all = [
  flavor({ id: 'a', name: 'm1.large', ramMb: 8192 }),
  flavor({ id: 'b', name: 'c2.10', extraSpecs: { 'hw:cpu_policy': 'dedicated' } }),
  flavor({ id: 'c', name: 'c2.2' }),
]
const ids = (found: readonly Flavor[]) => found.map(({ id }) => id).join('')

test('flavors are found by all words, in name and extras, without regard to case', () => {
  expect(ids(flavorsFound(all, 'C2 DEDICATED', null))).toBe('b')
  expect(ids(flavorsFound(all, '', null))).toBe('abc')
})

test('flavors are put in order, numbers in names as numbers', () => {
  expect(ids(flavorsFound(all, '', { key: 'name', down: false }))).toBe('cba')
  expect(ids(flavorsFound(all, '', { key: 'ramMb', down: true }))).toBe('abc')
})
