import { expect, test } from 'vitest'
import { xmlOf } from './a-server.ts'
import { memoryBalloon } from './memory-balloon.ts'

test('the balloon reports statistics', () => {
  expect(xmlOf(memoryBalloon())).toMatchInlineSnapshot(`
    "<memballoon model='virtio'>
      <stats period='10'/>
    </memballoon>
    "
  `)
})
