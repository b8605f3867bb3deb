import { expect, test } from 'vitest'
import { aServer, optionsOf, xmlOf } from './a-server.ts'
import { serialPorts } from './serial-console.ts'

test('the serial console is logged to a file', () => {
  expect(xmlOf(...serialPorts(aServer(), optionsOf()))).toMatchInlineSnapshot(`
    "<serial type='pty'>
      <log file='/var/lib/kilonova/servers/1/console.log' append='off'/>
      <target port='0'/>
    </serial>
    "
  `)
})

test('a flavor may give more ports, which are not logged', () => {
  const options = optionsOf({ extraSpecs: { 'hw:serial_port_count': '2' } })
  expect(xmlOf(...serialPorts(aServer(), options))).toMatchInlineSnapshot(`
    "<serial type='pty'>
      <log file='/var/lib/kilonova/servers/1/console.log' append='off'/>
      <target port='0'/>
    </serial>
    <serial type='pty'>
      <target port='1'/>
    </serial>
    "
  `)
})
