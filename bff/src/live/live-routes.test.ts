import type { Browser, BrowserParts } from '../../test/support/a-browser.ts'
import { type AProject, aProject, type Person } from '../../test/support/a-project.ts'
import { expect, test } from '../../test/support/cloud-test.ts'
import type { FakeDriverCloud } from '../../test/support/fake-driver-cloud.ts'
import type { CloudEvent } from '../cloud/cloud.ts'
import type { LiveChange } from './live-hub.ts'

const event = (of: Partial<CloudEvent>): CloudEvent => ({
  topic: 'server',
  subjectId: 's',
  projectId: null,
  change: 'updated',
  shown: null,
  ...of,
})

const readerOf = (response: Response) =>
  (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()

/** A feed of a test's own, and the cloud with it. */
function feedIn(cloud: FakeDriverCloud) {
  const listeners = new Set<(event: CloudEvent) => void>()
  const subscribe = (listener: (event: CloudEvent) => void) => {
    listeners.add(listener)
    return () => listeners.delete(listener)
  }
  return {
    parts: { cloud: { ...cloud.cloud, events: { subscribe } } },
    announce: (of: Partial<CloudEvent>) => listeners.forEach((listener) => listener(event(of))),
    listeners,
  }
}

type Reader = ReturnType<typeof readerOf>

/** Opens the stream and reads its first words. */
async function hears(browser: Browser, query = ''): Promise<{ reader: Reader; hello: string }> {
  const response = await browser.request(`/bff/live${query}`)
  expect(response.headers.get('content-type')).toContain('text/event-stream')
  const reader = readerOf(response)
  const { value } = await reader.read()
  expect(value).toContain('event: hello')
  return { reader, hello: value! }
}

/** Reads until it has heard `word`. */
async function untilHeard(reader: Reader, word: string): Promise<string> {
  let heard = ''
  while (!heard.includes(word)) {
    const { done, value } = await reader.read()
    if (done) throw new Error(`The stream ended after: ${heard}`)
    heard += value
  }
  return heard
}

/** The changes in what was heard. */
const changesIn = (heard: string): LiveChange[] =>
  [...heard.matchAll(/event: changes\ndata: (.*)/g)].flatMap(([, data]) => JSON.parse(data!) as LiveChange[])

const placeIn = (heard: string): string => /^id: (.*)$/m.exec(heard)![1]!

const running = {
  name: 'web-1',
  vmState: 'active',
  taskState: null,
  powerState: 'running',
  progress: 0,
  lockedBy: null,
  lockedReason: null,
  launchedAt: '2026-11-30T05:00:00Z',
  updatedAt: '2026-11-30T06:00:00Z',
  hostName: 'node-1',
  networkInfo: [],
}

test('a burst is told once, with what lists show of it now, and only to those who may see it', async ({
  cloud,
  openBrowser,
  person,
  project,
}) => {
  const { parts, announce } = feedIn(cloud)
  const browser = openBrowser(parts)
  await browser.signIn(person)
  const { reader } = await hears(browser)
  announce({ subjectId: 's-2', projectId: 'p-2', shown: running })
  announce({ projectId: project.id, change: 'created', shown: { ...running, vmState: 'building' } })
  for (let n = 0; n < 5; n++) announce({ projectId: project.id, shown: running })
  const heard = changesIn(await untilHeard(reader, 'web-1'))
  expect(heard).toMatchObject([
    { topic: 'server', id: 's', projectId: project.id, change: 'created', patch: { name: 'web-1', status: 'ACTIVE' } },
  ])
  expect(heard[0]!.patch).not.toHaveProperty('OS-EXT-SRV-ATTR:host')
  await reader.cancel()
})

test('one stream hears of all projects of the person, and of the host where they are an administrator', async ({
  cloud,
  openBrowser,
  person,
  project,
}) => {
  const other = await aProject(cloud.admin)
  await other.grants(person, 'admin')
  const { parts, announce } = feedIn(cloud)
  const browser = openBrowser(parts)
  await browser.signIn(person)
  const { reader } = await hears(browser)
  announce({ projectId: project.id, subjectId: 's-1', shown: running })
  announce({ projectId: other.id, subjectId: 's-2', shown: running })
  const heard = changesIn(await untilHeard(reader, 's-2'))
  expect(heard.map(({ id }) => id)).toEqual(['s-1', 's-2'])
  expect(heard.map(({ patch }) => patch!['OS-EXT-SRV-ATTR:host'])).toEqual([undefined, 'node-1'])
  await reader.cancel()
})

test('what somebody can do with a server is told with it, by their role', async ({ cloud, openBrowser, project }) => {
  const { parts, announce } = feedIn(cloud)
  const readers: Reader[] = []
  for (const role of ['reader', 'member'] as const) {
    const browser = openBrowser(parts)
    await browser.signIn(await project.hasPerson(role))
    readers.push((await hears(browser)).reader)
  }
  announce({ projectId: project.id, shown: running })
  const refusals = await Promise.all(
    readers.map(async (reader) => {
      const [change] = changesIn(await untilHeard(reader, 'web-1'))
      await reader.cancel()
      return change!.patch!['refusals'] as Record<string, string>
    }),
  )
  expect(refusals.map(({ stop }) => stop)).toEqual(['members-only', undefined])
  expect(refusals[1]!['start']).toBe('state SHUTOFF')
})

test('one stream tells what pages of a project and those of administrators show, each what is possible there', async ({
  cloud,
  openBrowser,
  project,
}) => {
  const boss = await project.hasPerson('reader')
  await (await aProject(cloud.admin)).grants(boss, 'admin')
  const { parts, announce } = feedIn(cloud)
  const browser = openBrowser(parts)
  await browser.signIn(boss)
  const { reader } = await hears(browser, '?admin=1')
  announce({ projectId: 'of-others', subjectId: 'elsewhere', shown: running })
  announce({ projectId: project.id, subjectId: 'here', shown: running })
  const [elsewhere, here] = changesIn(await untilHeard(reader, '"here"'))
  expect(here!.patch).toMatchObject({ refusals: { stop: 'members-only' } })
  expect(here!.patch).not.toHaveProperty('OS-EXT-SRV-ATTR:host')
  expect(here!.adminPatch).toMatchObject({ 'OS-EXT-SRV-ATTR:host': 'node-1' })
  expect(here!.adminPatch!['refusals']).not.toHaveProperty('stop')
  expect(Object.keys(here!.adminPatch!)).toEqual(['OS-EXT-SRV-ATTR:host', 'refusals'])
  expect([elsewhere!.isForAdmins, here!.isForAdmins]).toEqual([true, undefined])
  await reader.cancel()
})

test('an administrator hears of everything where it is asked for, and others do not by asking', async ({
  cloud,
  openBrowser,
  person,
  project,
}) => {
  const boss = await project.hasPerson('admin')
  const { parts, announce } = feedIn(cloud)
  const open = async (who: Person, query: string) => {
    const browser = openBrowser(parts)
    await browser.signIn(who)
    return (await hears(browser, query)).reader
  }
  const readers = [await open(boss, '?admin=1'), await open(boss, ''), await open(person, '?admin=1')]
  announce({ projectId: 'of-others', subjectId: 'elsewhere' })
  announce({ topic: 'host', subjectId: 'node-1' })
  announce({ projectId: project.id, subjectId: 'here' })
  const heard = await Promise.all(readers.map(async (reader) => changesIn(await untilHeard(reader, '"here"'))))
  expect(heard.map((changes) => changes.map(({ id }) => id))).toEqual([
    ['elsewhere', 'node-1', 'here'],
    ['here'],
    ['here'],
  ])
  for (const reader of readers) await reader.cancel()
})

test('while 5,000 servers are built nothing is asked for twenty streams', async ({
  cloud,
  openBrowser,
  person,
  project,
}) => {
  const { parts, announce, listeners } = feedIn(cloud)
  const browser = openBrowser(parts)
  await browser.signIn(person)
  const readers = await Promise.all(Array.from({ length: 20 }, async () => (await hears(browser)).reader))
  const before = browser.seen.length
  for (let n = 0; n < 5_000; n++)
    for (const vmState of ['building', 'active'])
      announce({ projectId: project.id, subjectId: `s-${n}`, shown: { ...running, vmState } })
  announce({ projectId: project.id, subjectId: 'the-last' })
  const heard = await Promise.all(readers.map(async (reader) => changesIn(await untilHeard(reader, 'the-last'))))
  expect(heard.map((changes) => changes.length)).toEqual(Array.from({ length: 20 }, () => 5_001))
  expect(browser.seen.length).toBe(before)
  expect(listeners.size).toBe(1)
  for (const reader of readers) await reader.cancel()
})

test('whoever comes back soon hears what was missed, and whoever comes back late is told to read anew', async ({
  cloud,
  openBrowser,
  person,
  project,
}) => {
  const { parts, announce } = feedIn(cloud)
  const browser = openBrowser(parts)
  await browser.signIn(person)
  const first = await hears(browser)
  announce({ projectId: project.id, subjectId: 's-1' })
  const place = placeIn(await untilHeard(first.reader, 's-1'))
  const watcher = await hears(browser)
  await first.reader.cancel()
  announce({ projectId: project.id, subjectId: 's-2' })
  await untilHeard(watcher.reader, 's-2')
  const back = await hears(browser, `?after=${place}`)
  expect(changesIn(await untilHeard(back.reader, 's-2')).map(({ id }) => id)).toEqual(['s-2'])
  const late = await hears(browser, '?after=another-7')
  await untilHeard(late.reader, 'event: resync')
  for (const { reader } of [watcher, back, late]) await reader.cancel()
})

test('a change in the cloud is heard in its own project and in no other', async ({ cloud, member, project }) => {
  const stranger = await aProject(cloud.admin)
  const { reader } = await hears(member)
  const strangerId = await stranger.hasServer('web-1')
  const serverId = await project.hasServer('web-2')
  const heard = await untilHeard(reader, serverId)
  expect(heard).not.toContain(strangerId)
  expect(changesIn(heard)).toContainEqual(
    expect.objectContaining({ id: serverId, patch: expect.objectContaining({ name: 'web-2' }) }),
  )
  await reader.cancel()
})

test('a subnet is heard of as a part of its network, and a network that goes as one word', async ({
  member,
  project,
}) => {
  const { reader } = await hears(member)
  const { id, subnetId } = await hasNetwork(project, '10.9.0.0/24')
  await untilHeard(reader, id)
  const ask = (method: string, path: string, body?: object) => project.api.call(method, `/network/v2.0${path}`, body)
  const changed = { topic: 'network', id, projectId: project.id, change: 'updated' }
  await ask('PUT', `/subnets/${subnetId}`, { subnet: { name: 'inner' } })
  expect(changesIn(await untilHeard(reader, '"updated"'))).toEqual([changed])
  await ask('DELETE', `/subnets/${subnetId}`)
  expect(changesIn(await untilHeard(reader, '"updated"'))).toEqual([changed])
  await ask('DELETE', `/networks/${id}`)
  expect(changesIn(await untilHeard(reader, '"deleted"'))).toEqual([{ ...changed, change: 'deleted' }])
  await reader.cancel()
})

test('everybody hears of a shared network, and its owner of the ports that others have on it', async ({
  cloud,
  member,
  openBrowser,
  project,
}) => {
  const other = await aProject(cloud.admin)
  const guest = openBrowser()
  await guest.signIn(await other.hasPerson('member'))
  const [ours, theirs] = [(await hears(member)).reader, (await hears(guest)).reader]
  const { id } = await hasNetwork(project, '10.9.0.0/24')
  const share = (shared: boolean) => project.api.call('PUT', `/network/v2.0/networks/${id}`, { network: { shared } })
  await share(true)
  expect(changesIn(await untilHeard(theirs, id))).toContainEqual(expect.objectContaining({ id, projectId: null }))

  const { port } = await other.api.call<{ port: { id: string } }>('POST', '/network/v2.0/ports', {
    port: { network_id: id },
  })
  const made = { topic: 'port', id: port.id, change: 'created' }
  expect(changesIn(await untilHeard(ours, port.id))).toContainEqual({ ...made, projectId: project.id })
  const heard = changesIn(await untilHeard(theirs, port.id))
  expect(heard).toContainEqual({ ...made, projectId: other.id })
  expect(heard).not.toContainEqual({ ...made, projectId: project.id })

  await other.api.call('DELETE', `/network/v2.0/ports/${port.id}`)
  await untilHeard(theirs, '"deleted"')
  await share(false)
  expect(changesIn(await untilHeard(theirs, id))).toEqual([
    { topic: 'network', id, projectId: null, change: 'updated' },
  ])
  for (const reader of [ours, theirs]) await reader.cancel()
})

async function hasNetwork({ api }: AProject, cidr: string): Promise<{ id: string; subnetId: string }> {
  const { network } = await api.call<{ network: { id: string } }>('POST', '/network/v2.0/networks', {
    network: { name: 'stage' },
  })
  const { subnet } = await api.call<{ subnet: { id: string } }>('POST', '/network/v2.0/subnets', {
    subnet: { network_id: network.id, ip_version: 4, cidr },
  })
  return { id: network.id, subnetId: subnet.id }
}

test('a role that is given is heard of, and the project from then on', async ({ cloud, member, person }) => {
  const { reader } = await hears(member)
  const other = await aProject(cloud.admin)
  await other.grants(person, 'reader')
  const heard = changesIn(await untilHeard(reader, other.id))
  expect(heard).toContainEqual({ topic: 'project', id: other.id, projectId: other.id, change: 'created' })
  await untilHeard(reader, await other.hasServer('web-1'))
  await reader.cancel()
})

test('a role that is taken is heard of, and the project no more', async ({ cloud, member, person, project }) => {
  const other = await aProject(cloud.admin)
  await other.grants(person, 'reader')
  const { reader } = await hears(member)
  const { roles } = await cloud.admin.call<{ roles: { id: string }[] }>('GET', '/identity/v3/roles?name=reader')
  await cloud.admin.call('DELETE', `/identity/v3/projects/${other.id}/users/${person.id}/roles/${roles[0]!.id}`)
  expect(changesIn(await untilHeard(reader, '"deleted"'))).toContainEqual(
    expect.objectContaining({ topic: 'project', id: other.id, change: 'deleted' }),
  )
  const serverId = await other.hasServer('web-1')
  const heard = await untilHeard(reader, await project.hasServer('web-2'))
  expect(heard).not.toContain(serverId)
  await reader.cancel()
})

/** Reads until the stream ends, and says what was heard. */
async function restOf(reader: ReadableStreamDefaultReader<string>): Promise<string> {
  let heard = ''
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return heard
    heard += value
  }
}

test('whoever has signed out hears nothing more, and cannot listen again with the old cookie', async ({
  member,
  project,
}) => {
  const reader = readerOf(await member.request('/bff/live'))
  expect((await reader.read()).value).toContain('event: hello')
  const cookie = member.cookie()
  await member.request('/bff/session', { method: 'DELETE' })
  const serverId = await project.hasServer('web-1')
  const rest = await restOf(reader)
  expect(rest).not.toContain(serverId)
  expect(rest).toMatch(/event: signed-out\ndata: {}\n\n$/)
  member.setCookie(cookie)
  expect(await restOf(readerOf(await member.request('/bff/live')))).toBe('event: signed-out\ndata: {}\n\n')
})

test('whoever was disabled hears nothing more', async ({ cloud, member, person, project }) => {
  const { reader } = await hears(member)
  await cloud.admin.call('PATCH', `/identity/v3/users/${person.id}`, { user: { enabled: false } })
  const serverId = await project.hasServer('web-1')
  const rest = await restOf(reader)
  expect(rest).not.toContain(serverId)
  expect(rest).toContain('event: signed-out')
})

type OpenBrowser = (parts?: Partial<BrowserParts>) => Browser

/** Signs `person` in to a cloud whose tokens last for `ms`. */
async function signedInFor(
  ms: number,
  { cloud, openBrowser, person }: { cloud: FakeDriverCloud; openBrowser: OpenBrowser; person: Person },
) {
  const browser = openBrowser({
    cloud: {
      ...cloud.cloud,
      async fetch(request, env) {
        const response = await cloud.cloud.fetch(request, env)
        if (request.method !== 'POST' || !new URL(request.url).pathname.endsWith('/auth/tokens')) return response
        const body = (await response.json()) as { token: { expires_at: string } }
        body.token.expires_at = new Date(Date.now() + ms).toISOString()
        return Response.json(body, { status: response.status, headers: response.headers })
      },
    },
  })
  await browser.signIn(person)
  const reader = readerOf(await browser.request('/bff/live'))
  expect((await reader.read()).value).toContain('event: hello')
  return reader
}

test('a session that expires ends its stream', async ({ cloud, openBrowser, person }) => {
  const reader = await signedInFor(1_500, { cloud, openBrowser, person })
  // That the project was made may still be told.
  expect((await restOf(reader)).replaceAll(/event: changes\n.*\n(id: .*\n)?\n/g, '')).toBe('')
})

test('a session that lasts longer than a timer can count does not end at once', async ({
  cloud,
  openBrowser,
  person,
}) => {
  const reader = await signedInFor(60 * 86_400_000, { cloud, openBrowser, person })
  // That the project was made may still be told.
  const next = await Promise.race([
    reader.read(),
    new Promise((resolve) => setTimeout(() => resolve({ done: false }), 50)),
  ])
  expect(next).toMatchObject({ done: false })
  await reader.cancel()
})

test('somebody who is not signed in hears just that', async ({ openBrowser }) => {
  expect(await restOf(readerOf(await openBrowser().request('/bff/live')))).toBe('event: signed-out\ndata: {}\n\n')
})
