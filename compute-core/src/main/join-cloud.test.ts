import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createHttp } from 'node:http'
import { createServer as createHttps } from 'node:https'
import { createServer as createTcp, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadConfig } from '#platform/config'
import { writeJoinToken } from '#platform/wire/join-token'
import { aWire } from '#test/a-wire'
import { joinCloud } from './join-cloud.ts'

const token = writeJoinToken({ fingerprint: 'f'.repeat(43), secret: 's'.repeat(43) })
const listens: Server[] = []
let dataDir: string
const ports: Record<string, number> = {}

async function portOf(server: Server): Promise<number> {
  listens.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as AddressInfo).port
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'join-cloud-'))
  const { key, certificate } = await (await aWire()).control()
  ports['web'] = await portOf(createHttp((_request, response) => response.end('<html>')))
  ports['secureWeb'] = await portOf(createHttps({ key, cert: certificate }, (_request, answer) => answer.end()))
  ports['mute'] = await portOf(createTcp((socket) => socket.destroy()))
  const closed = createTcp()
  ports['closed'] = await portOf(closed)
  closed.close()
})
afterAll(async () => {
  for (const server of listens) server.close()
  await rm(dataDir, { recursive: true, force: true })
})

const joining = (url: string, given = token) =>
  joinCloud(loadConfig({ KILONOVA_DATA: dataDir }), { url, token: given }).then(
    () => 'It has joined.',
    (error: Error) => error.message,
  )

const looks = 'It looks like this: https://10.0.0.1:8790. The port is KILONOVA_AGENT_PORT, 8790 by default.'

test.each([
  [
    'http://10.0.0.1:8790',
    'Hosts and control speak over TLS only: it begins with https://, or with the address alone.',
  ],
  ['https://10.0.0.1', 'The port is missing.'],
  ['10.0.0.1', 'The port is missing.'],
  ['https://[fd00::1]/', 'The port is missing.'],
  ['cloud.example.org', 'The port is missing.'],
  ['https://10.0.0.1:8790/hosts', 'Nothing stands behind the port.'],
  ['10.0.0.1:8790/v2.1?x', 'Nothing stands behind the port.'],
  ['10.0.0.1:70000', 'It has an address and a port.'],
  ['fd00::5', 'It has an address and a port.'],
  ['', 'The port is missing.'],
])('"%s" is not where control listens, and is told why', async (url, why) => {
  expect(await joining(url)).toBe(`${url} is not where control listens for hosts. ${why} ${looks}`)
})

test.each([
  ['in two lines', `${token.slice(0, 60)}\n${token.slice(60)}`],
  ['with a blank', `${token.slice(0, 60)} ${token.slice(60)}`],
  ['cut short', token.slice(0, -1)],
  ['that is none', 'x'],
  ['of nothing', ''],
])('a token %s is not whole', async (_what, given) => {
  expect(await joining('https://127.0.0.1:1', given)).toBe(
    'The token is not whole. Copy the command from the hosts page again: a token is shown once, when it is made.',
  )
})

const foreign = (place: string) =>
  `What listens at ${place} does not speak as control does to its hosts. The port for hosts is KILONOVA_AGENT_PORT, 8790 by default.`
const unreached = (place: string, why: string) =>
  `Control at ${place} is not available. ${why}. Check the address, that the cloud runs, and that its port is open to this machine.`

test.each([
  ['web', foreign],
  ['secureWeb', foreign],
  ['mute', (place: string) => unreached(place, 'It has closed the connection')],
  ['closed', (place: string) => unreached(place, 'Nothing listens there')],
])('what is there instead of control is said in one sentence: %s', async (what, says) => {
  const place = `127.0.0.1:${ports[what]}`
  expect(await joining(`https://${place}`)).toBe(says(place))
  // With blanks around them, as they are copied.
  expect(await joining(` https://${place}/ `, ` ${token}\n`)).toBe(says(place))
})

test('a name that nobody knows is said to be one', async () => {
  expect(await joining('https://no-such-cloud.invalid:8790')).toMatch(
    /^Control at no-such-cloud\.invalid:8790 is not available\. (Nobody knows that name|The name could not be looked up)\. Check/,
  )
})
