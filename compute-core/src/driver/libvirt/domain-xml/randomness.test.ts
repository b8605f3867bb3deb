import { expect, test } from 'vitest'
import { optionsOf, xmlOf } from './a-server.ts'
import { randomness } from './randomness.ts'

test('randomness comes from the host', () => {
  expect(xmlOf(randomness(optionsOf()))).toMatchInlineSnapshot(`
    "<rng model='virtio'>
      <backend model='random'>/dev/urandom</backend>
    </rng>
    "
  `)
})

test('the flavor limits how much', () => {
  const extraSpecs = { 'hw_rng:rate_bytes': '2048', 'hw_rng:rate_period': '500' }
  expect(xmlOf(randomness(optionsOf({ extraSpecs })))).toMatchInlineSnapshot(`
    "<rng model='virtio'>
      <rate bytes='2048' period='500'/>
      <backend model='random'>/dev/urandom</backend>
    </rng>
    "
  `)
})

test('or allows none', () => {
  expect(randomness(optionsOf({ extraSpecs: { 'hw_rng:allowed': 'false' } }))).toBeUndefined()
})
