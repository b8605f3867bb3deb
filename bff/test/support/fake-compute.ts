import { randomUUID } from 'node:crypto'
import { Hono } from 'hono'
import type { CloudEvent } from '../../src/bff-env.ts'
import { answers, effects } from './fake-actions.ts'
import { diagnostics, topology, zone } from './fake-figures.ts'

type Answer = Record<string, unknown>

const flavors = [
  { id: '1', name: 'm1.tiny', vcpus: 1, ram: 512, disk: 1 },
  { id: '2', name: 'm1.small', vcpus: 1, ram: 2048, disk: 20 },
  { id: '3', name: 'm1.medium', vcpus: 2, ram: 4096, disk: 40 },
]

/** Compute's answers over servers in memory, which move through their states as they are asked. */
export function fakeServers(announce: (event: CloudEvent) => void, imageId: () => string) {
  const servers = new Map<string, Answer>()
  const keyPairs = new Map<string, Answer>()
  const actions = new Map<string, Answer[]>()
  const groups = new Map<string, Answer>()
  let born = 0

  function addServer(server: Answer): Answer {
    const id = randomUUID()
    const flavor = { original_name: 'm1.tiny', vcpus: 1, ram: 512, disk: 1, ephemeral: 0, swap: 0 }
    const whole: Answer = {
      id,
      status: 'ACTIVE',
      description: null,
      user_id: 'u-one',
      tenant_id: 'p-demo',
      created: new Date().toISOString(),
      updated: new Date().toISOString(),
      hostId: 'ab12',
      addresses: {
        private: [{ addr: `10.0.0.${5 + born++}`, version: 4, 'OS-EXT-IPS-MAC:mac_addr': 'fa:16:3e:00:00:01' }],
      },
      flavor,
      image: { id: imageId() },
      key_name: null,
      metadata: {},
      tags: [],
      locked: false,
      locked_reason: null,
      config_drive: 'True',
      'OS-EXT-STS:vm_state': 'active',
      'OS-EXT-STS:task_state': null,
      'OS-EXT-STS:power_state': 1,
      'OS-EXT-AZ:availability_zone': 'nova',
      'OS-SRV-USG:launched_at': '2026-11-22T10:00:00.000000',
      ...server,
    }
    servers.set(id, whole)
    actions.set(id, [])
    return whole
  }

  function record(id: string, action: string) {
    const at = new Date().toISOString()
    const done = { event: `${action}-server`, start_time: at, finish_time: at, result: 'Success', details: null }
    const entry = {
      action,
      message: null,
      request_id: `req-${randomUUID()}`,
      start_time: at,
      updated_at: at,
      user_id: 'u-one',
    }
    actions.get(id)?.unshift({ ...entry, events: [done] })
  }

  const app = new Hono()
  app.get('/limits', (c) =>
    c.json({
      limits: {
        absolute: {
          maxTotalInstances: 10,
          maxTotalCores: 20,
          maxTotalRAMSize: 51_200,
          maxTotalKeypairs: 100,
          totalInstancesUsed: servers.size,
          totalCoresUsed: servers.size,
          totalRAMUsed: servers.size * 512,
        },
      },
    }),
  )
  app.get('/flavors/detail', (c) => c.json({ flavors }))
  app.get('/os-keypairs', (c) => c.json({ keypairs: [...keyPairs.values()].map((keypair) => ({ keypair })) }))
  app.post('/os-keypairs', async (c) => {
    const { keypair } = (await c.req.json()) as { keypair: { name: string; public_key?: string } }
    const made = {
      name: keypair.name,
      type: 'ssh',
      fingerprint: 'aa:bb:cc',
      public_key: keypair.public_key ?? 'ssh-rsa AAAA',
    }
    keyPairs.set(keypair.name, made)
    return c.json(
      { keypair: keypair.public_key ? made : { ...made, private_key: '-----BEGIN RSA PRIVATE KEY-----\n' } },
      201,
    )
  })
  app.delete('/os-keypairs/:name', (c) => {
    keyPairs.delete(c.req.param('name'))
    return c.body(null, 204)
  })
  app.get('/servers', (c) => c.json({ servers: matching(c.req.query()) }))
  app.get('/servers/detail', (c) => c.json({ servers: matching(c.req.query()) }))
  app.post('/servers', async (c) => {
    const { server } = (await c.req.json()) as { server: { name: string } }
    const made = addServer({ name: server.name })
    record(made['id'] as string, 'create')
    return c.json({ server: { id: made['id'], adminPass: 'x' } }, 202)
  })
  app.get('/servers/:id', (c) => {
    const server = servers.get(c.req.param('id'))
    return server
      ? c.json({ server })
      : c.json({ itemNotFound: { code: 404, message: 'Instance could not be found.' } }, 404)
  })
  app.delete('/servers/:id', (c) => {
    servers.delete(c.req.param('id'))
    announce({ topic: 'server', subjectId: c.req.param('id'), projectId: 'p-demo' })
    return c.body(null, 204)
  })
  app.post('/servers/:id/action', async (c) => {
    const { id } = c.req.param()
    const [action = '', asked] = Object.entries((await c.req.json()) as Record<string, Answer | null>)[0] ?? []
    const answer = answers[action]
    if (action === 'os-getConsoleOutput') return c.json(answer)
    Object.assign(servers.get(id) ?? {}, effects[action]?.(asked ?? null))
    record(id, action)
    announce({ topic: 'server', subjectId: id, projectId: 'p-demo' })
    if (answer) return c.json(answer, 202)
    return c.body(null, 202)
  })
  app.post('/servers/:id/remote-consoles', async (c) => {
    const { remote_console: wanted } = (await c.req.json()) as { remote_console: { type: string } }
    const path = wanted.type === 'serial' ? 'serial' : 'vnc'
    return c.json({ remote_console: { ...wanted, url: `http://cloud/consoles/${path}?token=fake` } })
  })
  app.put('/servers/:id', async (c) => {
    const { server } = (await c.req.json()) as { server: Answer }
    return changed(c.req.param('id'), server)
  })
  app.put('/servers/:id/metadata', async (c) => changed(c.req.param('id'), (await c.req.json()) as Answer))
  app.put('/servers/:id/tags', async (c) => changed(c.req.param('id'), (await c.req.json()) as Answer))
  app.get('/servers/:id/os-interface', (c) =>
    c.json({
      interfaceAttachments: [
        {
          port_id: 'p-7',
          net_id: 'n-1',
          mac_addr: 'fa:16:3e:00:00:01',
          port_state: 'ACTIVE',
          fixed_ips: [{ ip_address: '10.0.0.5' }],
        },
      ],
    }),
  )
  app.post('/servers/:id/os-interface', (c) => c.json({ interfaceAttachment: {} }))
  app.delete('/servers/:id/os-interface/:port', (c) => c.body(null, 202))
  app.get('/servers/:id/diagnostics', (c) => c.json(diagnostics))
  app.get('/servers/:id/topology', (c) => c.json(topology))
  app.get('/os-availability-zone', (c) => c.json({ availabilityZoneInfo: [zone(null)] }))
  app.get('/os-availability-zone/detail', (c) =>
    c.json({ availabilityZoneInfo: [zone({ 'host-1': { 'nova-compute': {} }, 'host-2': { 'nova-compute': {} } })] }),
  )
  app.get('/os-server-groups', (c) => c.json({ server_groups: [...groups.values()] }))
  app.post('/os-server-groups', async (c) => {
    const { server_group: wanted } = (await c.req.json()) as { server_group: Answer }
    const group = { id: randomUUID(), rules: {}, members: [], ...wanted }
    groups.set(group.id, group)
    return c.json({ server_group: group })
  })
  app.delete('/os-server-groups/:id', (c) => {
    groups.delete(c.req.param('id'))
    return c.body(null, 204)
  })
  app.get('/servers/:id/os-instance-actions', (c) => c.json({ instanceActions: actions.get(c.req.param('id')) ?? [] }))
  app.get('/servers/:id/os-instance-actions/:requestId', (c) => {
    const { id, requestId } = c.req.param()
    return c.json({ instanceAction: actions.get(id)?.find((action) => action['request_id'] === requestId) })
  })

  function changed(id: string, values: Answer): Response {
    const server = Object.assign(servers.get(id) ?? {}, values)
    announce({ topic: 'server', subjectId: id, projectId: 'p-demo' })
    return Response.json({ server })
  }

  function matching({ status, name, limit }: Record<string, string>): Answer[] {
    return [...servers.values()]
      .filter((server) => (status ? server['status'] === status : true))
      .filter((server) => (name ? new RegExp(name).test(String(server['name'])) : true))
      .slice(0, Number(limit ?? 1000))
  }
  return { app, servers: { add: addServer, all: servers }, groups, actions }
}
