import { expect, test } from 'vitest'
import { openConnection, type Connection } from './connection.ts'
import { LibvirtError } from './libvirt-error.ts'

const uri = 'test:///default'

test("calls that fail at the same time on other threads never get each other's error", async () => {
  const connections = await Promise.all(Array.from({ length: 4 }, () => openConnection(uri)))
  const messages = await Promise.all(connections.map((connection, nth) => failManyTimes(connection, `type-of-${nth}`)))
  messages.forEach((ofOne, nth) => {
    expect(ofOne).toHaveLength(50)
    for (const message of ofOne) expect(message).toContain(`type-of-${nth}`)
  })
  await Promise.all(connections.map((connection) => connection.close()))
})

test('a call that succeeds after one that failed does not fail', async () => {
  const connection = await openConnection(uri)
  await expect(define(connection, 'nonsense')).rejects.toThrow('nonsense')
  expect(await connection.call(connection.lib.virConnectGetHostname, connection.pointer)).not.toBe('')
  await connection.close()
})

test('an error has its code by name', async () => {
  const connection = await openConnection(uri)
  const nobody = 'c0ffee00-0000-4000-8000-000000000001'
  const error = await connection
    .call(connection.lib.virDomainLookupByUUIDString, connection.pointer, nobody)
    .catch((error: unknown) => error)
  expect(error).toBeInstanceOf(LibvirtError)
  expect(error).toMatchObject({ code: 'NO_DOMAIN', number: 42, message: 'Domain not found.' })
  await connection.close()
})

async function failManyTimes(connection: Connection, type: string): Promise<string[]> {
  const messages: string[] = []
  for (let time = 0; time < 50; time += 1) {
    const error = await define(connection, type).catch((error: unknown) => error)
    messages.push(String(error))
  }
  return messages
}

const define = (connection: Connection, type: string) =>
  connection.call(
    connection.lib.virDomainDefineXMLFlags,
    connection.pointer,
    `<domain type='${type}'><name>x</name><memory>1</memory><os><type>hvm</type></os></domain>`,
    0,
  )
