import { expect, test } from '../../test/support/cloud-test.ts'

/** The start of a qcow2 file whose content lies partly in another file. */
function qcow2WithBackingFile(): Blob {
  const header = Buffer.alloc(65_536)
  header.write('QFI\xfb', 'latin1')
  header.writeUInt32BE(3, 4) // version
  header.writeBigUInt64BE(512n, 8) // where the backing file's name is
  header.writeUInt32BE(11, 16)
  header.writeUInt32BE(16, 20) // 64 KiB clusters
  header.writeBigUInt64BE(1_048_576n, 24) // the disk's size
  header.writeUInt32BE(104, 100) // the header's length
  header.write('/etc/passwd', 512)
  return new Blob([header])
}

test('what a service says reaches the page, with the project of the address', async ({ member, project }) => {
  await project.hasServer('web-1')
  const response = await member.request('/bff/api/compute/servers/detail?name=web-1')
  expect(response.headers.get('x-openstack-request-id')).toMatch(/^req-/)
  const { servers } = (await response.json()) as { servers: object[] }
  // Only the newest microversion has the flavor's name in it.
  expect(servers).toMatchObject([
    { name: 'web-1', tenant_id: project.id, flavor: { original_name: expect.any(String) } },
  ])
})

test('changes and their refusals pass as well', async ({ member, project }) => {
  const made = await member.json<{ network: { id: string } }>('/bff/api/network/networks', {
    method: 'POST',
    json: { network: { name: 'back' } },
  })
  const path = `/bff/api/network/networks/${made.network.id}`
  expect(await member.json(path)).toMatchObject({ network: { name: 'back', project_id: project.id } })
  expect((await member.request(path, { method: 'DELETE' })).status).toBe(204)
  const gone = await member.request(path)
  expect(gone.status).toBe(404)
  expect(await gone.json()).toMatchObject({
    error: { service: 'network', status: 404, requestId: expect.stringMatching(/^req-/), message: expect.any(String) },
  })
})

test('a request may say its version, and a name keeps its escapes', async ({ member }) => {
  const keyPairs = '/bff/api/compute/os-keypairs'
  const make = (name: string) => ({ method: 'POST', json: { keypair: { name } } })
  // Only before 2.92 does the cloud make keys.
  expect((await member.request(keyPairs, make('b c'))).status).toBe(400)
  const before = { headers: { 'openstack-api-version': 'compute 2.91' } }
  expect(await member.json(keyPairs, { ...make('b c'), ...before })).toMatchObject({
    keypair: { name: 'b c', private_key: expect.stringContaining('PRIVATE KEY') },
  })
  expect(await (await member.request(keyPairs)).text()).not.toContain('PRIVATE KEY')
  for (const name of ['a/b c', 'b c/', '50%', 'ä', 'b%20c']) {
    const response = await member.request(`${keyPairs}/${encodeURIComponent(name)}`, { method: 'DELETE' })
    expect({ name, status: response.status }).toEqual({ name, status: 404 })
  }
  expect(member.seen.at(-1)?.url).toMatch(/os-keypairs\/b%2520c$/)
  expect((await member.request(`${keyPairs}/b%20c`, { method: 'DELETE' })).status).toBe(204)
  expect(await member.json(keyPairs)).toEqual({ keypairs: [] })
})

test('who has an answer already is told that it is still so', async ({ member }) => {
  const flavors = '/bff/api/compute/flavors/detail'
  const first = await member.request(flavors)
  const etag = first.headers.get('etag')!
  const again = await member.request(flavors, { headers: { 'if-none-match': etag } })
  expect({ status: again.status, etag: again.headers.get('etag'), text: await again.text() }).toEqual({
    status: 304,
    etag,
    text: '',
  })
})

test('a wrong password beside a good session is no end of that', async ({ member, person }) => {
  const json = { user: { original_password: 'not it', password: 'another secret' } }
  const response = await member.request(`/bff/api/identity/users/${person.id}/password`, { method: 'POST', json })
  expect(response.status).toBe(403)
  expect(await response.json()).toMatchObject({
    error: { service: 'identity', message: expect.stringContaining('original password is wrong') },
  })
  expect((await member.request('/bff/api/compute/flavors')).status).toBe(200)
})

test('an image’s data goes up and comes down as bytes', async ({ member }) => {
  const { id } = await member.json<{ id: string }>('/bff/api/image/images', {
    method: 'POST',
    json: { name: 'disk', disk_format: 'raw', container_format: 'bare' },
  })
  const headers = { 'content-type': 'application/octet-stream' }
  const sent = await member.request(`/bff/api/image/images/${id}/file`, {
    method: 'PUT',
    headers,
    body: new Blob([new Uint8Array(2048)]),
  })
  expect(sent.status).toBe(204)
  const data = await member.request(`/bff/api/image/images/${id}/file`)
  expect((await data.arrayBuffer()).byteLength).toBe(2048)
})

test('an upload that the cloud refuses says why', async ({ member }) => {
  const { id } = await member.json<{ id: string }>('/bff/api/image/images', {
    method: 'POST',
    json: { name: 'disk', disk_format: 'qcow2', container_format: 'bare' },
  })
  const refused = await member.json(`/bff/api/image/images/${id}/file`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream' },
    body: qcow2WithBackingFile(),
  })
  expect(refused).toMatchObject({
    error: { service: 'image', message: expect.stringContaining('has a backing file') },
  })
})

test.for([
  ['POST', '/auth/tokens'],
  ['GET', '/auth/tokens'],
  ['HEAD', '/auth/tokens?nocatalog'],
  ['POST', '/ec2tokens'],
] as const)('no token comes to a browser: %s %s', async ([method, path], { member }) => {
  const before = member.seen.length
  const response = await member.request(`/bff/api/identity${path}`, {
    method,
    ...(method === 'POST' ? { json: {} } : {}),
  })
  expect(response.status).toBe(403)
  expect(member.seen.length).toBe(before)
})

test('what no service has is a 404, and another site changes nothing', async ({ member }) => {
  for (const path of ['weather/today', 'compute/nothing', '', 'compute'])
    expect({ path, status: (await member.request(`/bff/api/${path}`)).status }).toEqual({ path, status: 404 })
  const headers = { 'sec-fetch-site': 'cross-site' }
  const before = member.seen.length
  const response = await member.request('/bff/api/network/networks', { method: 'POST', headers, json: { network: {} } })
  expect(response.status).toBe(403)
  expect(member.seen.length).toBe(before)
})
