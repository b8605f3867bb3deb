import { expect, test } from '../../test/support/cloud-test.ts'

interface Row {
  id: string
  name: string
  status: string
  image: { name: string }
  refusals: Record<string, string>
}
interface List {
  servers: Row[]
  refusals: Record<string, string>
  total: number
  previousMarker: string | null
  nextMarker: string | null
}

test('the list says which commands each server cannot be given now, and why', async ({ member, project }) => {
  await project.hasServer('web-1')
  await project.hasServer('web-2')
  const { servers, refusals } = await member.json<List>('/bff/servers')
  const [, row] = servers
  expect(row).toMatchObject({ name: 'web-1', status: 'ACTIVE', image: { name: 'kilonova-guest-1' } })
  expect(refusals[row!.refusals['start']!]).toBe('state SHUTOFF')
  expect(row?.refusals['stop']).toBeUndefined()
  expect(refusals[row!.refusals['resetState']!]).toBe('admin-only')
  const reasons = Object.values(refusals)
  expect(new Set(reasons).size, 'each reason is sent once').toBe(reasons.length)
  expect(servers[0]!.refusals).toEqual(row!.refusals)
})

test('a locked server accepts commands from administrators only', async ({ member, project, openBrowser }) => {
  const id = await project.hasServer('web-1')
  await member.request(`/bff/servers/${id}/actions`, { method: 'POST', json: { action: 'lock' } })
  const refused = async (browser: typeof member) =>
    Object.keys((await browser.json<List>('/bff/servers')).servers[0]?.refusals ?? {})
  expect(await refused(member)).toContain('stop')
  const admin = openBrowser()
  await admin.signIn(await project.hasPerson('admin'))
  expect(await refused(admin)).not.toContain('stop')
})

test('readers see servers, and that every command requires a role', async ({ project, openBrowser }) => {
  const id = await project.hasServer('web-1')
  const reader = openBrowser()
  await reader.signIn(await project.hasPerson('reader'))
  const { servers, refusals } = await reader.json<List>('/bff/servers')
  expect(refusals[servers[0]!.refusals['stop']!]).toBe('members-only')
  expect(await reader.json(`/bff/servers/${id}`)).toMatchObject({ server: { editRefusal: 'members-only' } })
})

test('a list is searched in the language of lists, and says how many it finds', async ({ member, project }) => {
  const id = await project.hasServer('Web-1', { networks: 'auto' })
  await project.hasServer('a+b')
  await project.hasServer('aab')
  const found = async (q: string) => {
    const { servers, total } = await member.json<List>(`/bff/servers?sort=display_name:asc&q=${encodeURIComponent(q)}`)
    expect(total).toBe(servers.length)
    return servers.map(({ name }) => name)
  }
  expect(await found('')).toEqual(['Web-1', 'a+b', 'aab'])
  expect(await found('web')).toEqual(['Web-1'])
  expect(await found('a+b')).toEqual(['a+b'])
  expect(await found('-web status:active,build')).toEqual(['a+b', 'aab'])
  expect(await found('10.64.')).toEqual(['Web-1'])
  expect(await found(id)).toEqual(['Web-1'])
  expect(await found(id.slice(0, 8))).toContain('Web-1')
  expect(await found('image:kilonova-* created:<1h')).toEqual(['Web-1', 'a+b', 'aab'])
})

test('a search that cannot be is refused with what could', async ({ member }) => {
  const response = await member.request('/bff/servers?q=colour:red')
  expect(response.status).toBe(400)
  expect(await response.text()).toContain('There is no key colour here. Known are name, id, status')
})

test.for(['display_name', 'created_at', 'vm_state'])(
  'pages by %s lead on and back, also where all rows are equal in it',
  async (sort, { member, project }) => {
    await project.hasServer('web', { min_count: 5 })
    for (const { id } of (await member.json<List>('/bff/servers')).servers) await project.serverIs(id, 'ACTIVE')
    const page = `/bff/servers?sort=${sort}:asc&limit=2`
    const namesOf = ({ servers }: List) => servers.map(({ name }) => name)
    const first = await member.json<List>(page)
    const second = await member.json<List>(`${page}&marker=${first.nextMarker}`)
    const third = await member.json<List>(`${page}&marker=${second.nextMarker}`)
    expect([first, second, third].flatMap(namesOf).toSorted()).toEqual(['web-1', 'web-2', 'web-3', 'web-4', 'web-5'])
    expect([first.previousMarker, third.nextMarker]).toEqual([null, null])
    expect(await member.json(`${page}&before=${third.previousMarker}`)).toEqual(second)
    expect(await member.json(`${page}&before=${second.previousMarker}`)).toEqual(first)
    expect(await member.json(`${page}&before=${first.servers[1]!.id}`), 'less than a page before it').toEqual(first)
  },
)

test('a list of servers is one request, names of images included', async ({ member, project }) => {
  await project.hasServer('web-1')
  const before = member.seen.length
  await member.request('/bff/servers')
  expect(member.seen.slice(before).filter(({ url }) => !url.includes('/identity/'))).toHaveLength(1)
})

test('administrators list the servers of all projects, with the names of projects and people', async ({
  project,
  openBrowser,
}) => {
  await project.hasServer('web-1')
  const admin = openBrowser()
  await admin.signIn(await project.hasPerson('admin'))
  const { servers, total } = await admin.json<List>(`/bff/admin/servers?q=project:${project.id}`)
  expect(total).toBe(1)
  expect(servers).toMatchObject([{ name: 'web-1', projectName: project.name, userName: expect.any(String) }])
})

test.for(['servers?colour=blue', 'servers?all_tenants=1', 'home?zone=UTC'])(
  'what is unknown in %s is refused rather than ignored',
  async (path, { member }) => {
    const response = await member.request(`/bff/${path}`)
    expect(response.status).toBe(400)
    expect(await response.text()).toContain('Unknown here')
  },
)
