import { expect, test } from 'vitest'
import { portFilterXmls } from './port-filter.ts'

test('a port speaks with its own MAC and addresses, and is spoken to in IPv4; in no group it has only its lease', () => {
  expect(portFilterXmls().join('\n')).toMatchInlineSnapshot(`
    "<filter name='kilonova-port' chain='root'>
      <uuid>f2a9c1f4-6d0a-4c62-9d6e-3c2f6b8f4b1e</uuid>
      <rule action='drop' direction='out' priority='-900'>
        <mac match='no' srcmacaddr='$MAC'/>
      </rule>
      <rule action='accept' direction='out' priority='-890'>
        <ip srcipaddr='0.0.0.0' dstipaddr='255.255.255.255' protocol='udp' srcportstart='68' dstportstart='67'/>
      </rule>
      <rule action='drop' direction='out' priority='-880'>
        <ip protocol='udp' srcportstart='67'/>
      </rule>
      <rule action='drop' direction='out' priority='-880'>
        <ip protocol='udp' dstportstart='68'/>
      </rule>
      <rule action='accept' direction='out' priority='-600'>
        <arp arpsrcmacaddr='$MAC' arpsrcipaddr='$IP[@1]'/>
      </rule>
      <rule action='accept' direction='out' priority='-500'>
        <mac protocolid='rarp'/>
      </rule>
      <rule action='accept' direction='in' priority='-500'>
        <mac protocolid='arp'/>
      </rule>
      <rule action='accept' direction='out' priority='-700'>
        <ip srcipaddr='$IP'/>
      </rule>
      <rule action='accept' direction='in' priority='-500'>
        <mac protocolid='ipv4'/>
      </rule>
      <rule action='drop' direction='inout' priority='1000'/>
    </filter>

    <filter name='kilonova-port-closed' chain='root'>
      <uuid>0f7c3f1e-5a63-4d6d-8c57-0a4d4f0c9a52</uuid>
      <rule action='drop' direction='out' priority='-900'>
        <mac match='no' srcmacaddr='$MAC'/>
      </rule>
      <rule action='accept' direction='out' priority='-890'>
        <ip srcipaddr='0.0.0.0' dstipaddr='255.255.255.255' protocol='udp' srcportstart='68' dstportstart='67'/>
      </rule>
      <rule action='drop' direction='out' priority='-880'>
        <ip protocol='udp' srcportstart='67'/>
      </rule>
      <rule action='drop' direction='out' priority='-880'>
        <ip protocol='udp' dstportstart='68'/>
      </rule>
      <rule action='accept' direction='out' priority='-600'>
        <arp arpsrcmacaddr='$MAC' arpsrcipaddr='$IP[@1]'/>
      </rule>
      <rule action='accept' direction='out' priority='-500'>
        <mac protocolid='rarp'/>
      </rule>
      <rule action='accept' direction='in' priority='-500'>
        <mac protocolid='arp'/>
      </rule>
      <rule action='accept' direction='out' priority='-700'>
        <ip srcipaddr='$IP' protocol='udp' srcportstart='68' dstportstart='67'/>
      </rule>
      <rule action='accept' direction='in' priority='-500'>
        <ip protocol='udp' srcportstart='67' dstportstart='68'/>
      </rule>
      <rule action='drop' direction='inout' priority='1000'/>
    </filter>
    "
  `)
})
