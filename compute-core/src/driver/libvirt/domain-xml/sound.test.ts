import { expect, test } from 'vitest'
import { optionsOf, xmlOf } from './a-server.ts'
import { sound } from './sound.ts'

test('a guest has the sound card it asks for, and none unasked', () => {
  expect(xmlOf(sound(optionsOf({ imageProperties: { hw_sound_model: 'ich9' } })))).toMatchInlineSnapshot(`
    "<sound model='ich9'/>
    "
  `)
  expect(sound(optionsOf())).toBeUndefined()
})
