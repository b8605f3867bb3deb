import { expect, test } from 'vitest'
import { optionsOf, xmlOf } from './a-server.ts'
import { watchdog } from './watchdog.ts'

test('a watchdog does what the flavor says, unless the image says otherwise', () => {
  const extraSpecs = { 'hw:watchdog_action': 'poweroff' }
  expect(xmlOf(watchdog(optionsOf({ extraSpecs })))).toMatchInlineSnapshot(`
    "<watchdog model='i6300esb' action='poweroff'/>
    "
  `)
  const imageProperties = { hw_watchdog_action: 'disabled' }
  expect(watchdog(optionsOf({ extraSpecs, imageProperties }))).toBeUndefined()
})

test('a plain guest has none', () => {
  expect(watchdog(optionsOf())).toBeUndefined()
})
