import { expect, test } from 'vitest'
import { aServer, xmlOf } from './a-server.ts'
import { serialConsole } from './serial-console.ts'

test('the serial console is logged to a file', () => {
  expect(xmlOf(serialConsole(aServer()))).toMatchInlineSnapshot(`
    "<serial type='pty'>
      <log file='/var/lib/kilonova/servers/1/console.log' append='off'/>
      <target port='0'/>
    </serial>
    "
  `)
})
