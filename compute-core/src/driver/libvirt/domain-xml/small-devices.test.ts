import { expect, test } from 'vitest'
import { xmlOf } from './a-server.ts'
import { memoryBalloon, randomness } from './small-devices.ts'

test('randomness comes from the host', () => {
  expect(xmlOf(randomness())).toMatchInlineSnapshot(`
    "<rng model='virtio'>
      <backend model='random'>/dev/urandom</backend>
    </rng>
    "
  `)
})

test('the balloon reports statistics', () => {
  expect(xmlOf(memoryBalloon())).toMatchInlineSnapshot(`
    "<memballoon model='virtio'>
      <stats period='10'/>
    </memballoon>
    "
  `)
})
