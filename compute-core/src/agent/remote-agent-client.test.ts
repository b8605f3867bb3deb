import { expect, test } from 'vitest'
import { fakeDriver } from '#driver/fake/fake-driver'
import { silentLog } from '#platform/log'
import { sealWith } from '#platform/seal'
import { agentHttp } from './agent-http.ts'
import { fakeDisks } from './disks/fake-disks.ts'
import { fakeNics } from './nics/fake-nics.ts'
import { aGuestOrder } from './orders/a-guest-order.ts'
import { orderContractVersion } from './orders/order-contract.ts'
import { openDesk } from './orders/order-desk.ts'
import { remoteAgentClient, type AgentFetch } from './remote-agent-client.ts'

const noSeal = sealWith(Buffer.alloc(32))

function anApp(delayMs = 0) {
  const driver = fakeDriver({ delayMs })
  return { driver, app: agentHttp(openDesk({ driver, disks: fakeDisks(), nics: fakeNics(), seal: noSeal }, silentLog)) }
}

const clientOver = (fetch: AgentFetch, patienceMs?: number) =>
  remoteAgentClient({
    hostName: 'host-1',
    fetch,
    openVnc: async () => undefined,
    openSerial: async () => undefined,
    ...(patienceMs === undefined ? {} : { patienceMs }),
  })

const post = (body: unknown) => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

test('an order that takes long is asked for until it has ended', async () => {
  const { app, driver } = anApp(20)
  const asked: string[] = []
  const hasty: AgentFetch = (path, init) => {
    asked.push(`${init?.method ?? 'GET'} ${path}`)
    return app.request(path.replace(/wait=\d+/, 'wait=0.01'), init)
  }
  expect(await clientOver(hasty).order('guest-spawn', 'a/b', aGuestOrder())).toEqual({ power: 'running' })
  expect(asked[0]).toBe('POST /orders?wait=30')
  expect(asked.at(-1)).toBe('GET /orders/a%2Fb?wait=30')
  expect(driver.callsOf('spawn')).toBe(1)
})

test('an agent that was restarted gets the order again', async () => {
  const [before, after] = [anApp(50), anApp()]
  let restarted = false
  const fetch: AgentFetch = (path, init) => {
    const { app } = restarted ? after : before
    restarted = true
    return app.request(path.replace(/wait=\d+/, 'wait=0.01'), init)
  }
  expect(await clientOver(fetch).order('guest-spawn', '1', aGuestOrder())).toEqual({ power: 'running' })
  expect(after.driver.callsOf('spawn')).toBe(1)
})

test('an agent that does not answer is unavailable', async () => {
  const dead: AgentFetch = () => Promise.reject(new TypeError('fetch failed'))
  await expect(clientOver(dead, 0).order('guest-spawn', '1', aGuestOrder())).rejects.toThrow(
    'The agent of host host-1 is not available. Check that it runs',
  )
})

test('what answers without being an agent is unavailable too', async () => {
  const stranger: AgentFetch = () => new Response('<html>', { status: 502 })
  await expect(clientOver(stranger).order('guest-spawn', '1', aGuestOrder())).rejects.toThrow('host-1 is not available')
})

test('an order under a contract newer than the agent is refused with the cure', async () => {
  const { app } = anApp()
  const order = { contractVersion: 99, id: '1', kind: 'guest-spawn', params: aGuestOrder() }
  const response = await app.request('/orders', post(order))
  expect(response.status).toBe(503)
  expect(await response.json()).toMatchObject({
    state: 'failed',
    failure: { hint: `This agent knows up to ${orderContractVersion}: update it.` },
  })
})

test.each([['{'], ['null'], ['{"contractVersion":1}']])('the body %s is no order', async (body) => {
  const { app } = anApp()
  expect((await app.request('/orders', { ...post(null), body })).status).toBe(400)
})

test('framing costs an order less than a millisecond in this process', async () => {
  const { app } = anApp()
  const client = clientOver((path, init) => app.request(path, init))
  const { serverId } = aGuestOrder()
  const tookMs: number[] = []
  for (let n = 0; n < 500; n += 1) {
    const begun = performance.now()
    await client.order('guest-power-off', `order-${n}`, { serverId, graceMs: 0 })
    tookMs.push(performance.now() - begun)
  }
  // Of the quicker ones: the others have waited for whatever else this machine does.
  expect(tookMs.toSorted((a, b) => a - b)[50]).toBeLessThan(1)
})
