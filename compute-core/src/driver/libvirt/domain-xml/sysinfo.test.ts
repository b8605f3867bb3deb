import { expect, test } from 'vitest'
import { aServer, xmlOf } from './a-server.ts'
import { sysinfo } from './sysinfo.ts'

test('SMBIOS says OpenStack to cloud-init, and which server this is', () => {
  expect(xmlOf(sysinfo(aServer()))).toMatchInlineSnapshot(`
    "<sysinfo type='smbios'>
      <system>
        <entry name='manufacturer'>Kilonova</entry>
        <entry name='product'>OpenStack Compute</entry>
        <entry name='serial'>c0ffee00-0000-4000-8000-000000000001</entry>
        <entry name='uuid'>c0ffee00-0000-4000-8000-000000000001</entry>
        <entry name='family'>Virtual Machine</entry>
      </system>
    </sysinfo>
    "
  `)
})
