import { randomUUID } from 'node:crypto'
import type { Duplex } from 'node:stream'
import { Hono } from 'hono'
import type { Cloud, CloudEvent } from '../../src/bff-env.ts'
import { fakeServers } from './fake-compute.ts'

interface Fault {
  status: number
  message: string
}

/** A cloud in memory with the answers that the dashboard's tests need; `seen` are the requests that reached it. */
export function fakeCloud() {
  const seen: Request[] = []
  const listeners = new Set<(event: CloudEvent) => void>()
  const announce = (event: CloudEvent) => listeners.forEach((listener) => listener(event))
  const consoles = new Map<string, () => Duplex>()
  const faults = new Map<string, Fault>()
  const uploads = new Map<string, number>()
  const images = new Map<string, Record<string, unknown>>()
  addImage({ name: 'kilonova-small', status: 'active', size: 24_117_248, visibility: 'public', disk_format: 'qcow2' })
  const compute = fakeServers(announce, () => [...images.keys()][0] ?? '')

  function addImage(image: Record<string, unknown>) {
    const id = randomUUID()
    const now = new Date().toISOString()
    const defaults = {
      name: null,
      status: 'queued',
      visibility: 'private',
      owner: 'p-demo',
      size: null,
      disk_format: null,
    }
    const more = { container_format: 'bare', min_disk: 0, min_ram: 0, created_at: now, updated_at: now }
    images.set(id, { id, ...defaults, ...more, ...image })
    return id
  }

  const app = new Hono()
  app.use(async (c, next) => {
    seen.push(c.req.raw.clone())
    const fault = faults.get(`${c.req.method} ${c.req.path}`)
    c.header('x-openstack-request-id', `req-${randomUUID()}`)
    if (fault)
      return c.json({ conflictingRequest: { code: fault.status, message: fault.message } }, fault.status as 409)
    await next()
    return undefined
  })
  app.post('/identity/v3/auth/tokens', async (c) => {
    const { auth } = (await c.req.json()) as {
      auth: {
        identity: { password?: { user: { name: string; password: string } }; token?: { id: string } }
        scope?: 'unscoped' | { project: { id: string } }
      }
    }
    const name = auth.identity.password?.user.name ?? auth.identity.token?.id.split('.')[1] ?? ''
    if (auth.identity.password && auth.identity.password.user.password !== 'secret')
      return c.json(
        { error: { code: 401, message: 'The request you have made requires authentication.', title: 'Unauthorized' } },
        401,
      )
    const projectId = typeof auth.scope === 'object' ? auth.scope.project.id : undefined
    c.header('x-subject-token', `token.${name}.${projectId ?? 'unscoped'}`)
    const project = projects.find(({ id }) => id === projectId)
    const roles = project ? [{ name: roleOf[name] ?? 'member' }] : undefined
    const expires_at = new Date(Date.now() + 3_600_000).toISOString()
    return c.json({ token: { expires_at, user: { id: `u-${name}`, name }, project, roles } }, 201)
  })
  app.get('/identity/v3/auth/projects', (c) => {
    const mine = c.req.header('x-auth-token')?.startsWith('token.one') ? projects.slice(0, 1) : projects
    return c.json({ projects: mine })
  })
  app.delete('/identity/v3/auth/tokens', (c) => c.body(null, 204))
  app.get('/network/v2.0/networks', (c) =>
    c.json({ networks: [{ id: 'n-1', name: 'private', status: 'ACTIVE', shared: false }] }),
  )
  app.get('/network/v2.0/ports', (c) =>
    c.json({
      ports: [
        { id: 'p-1', name: 'front', network_id: 'n-1', device_id: '', fixed_ips: [{ ip_address: '10.0.0.9' }] },
        { id: 'p-2', name: 'taken', network_id: 'n-1', device_id: 's-1', fixed_ips: [] },
      ],
    }),
  )
  app.get('/image/v2/images', (c) => c.json({ images: [...images.values()] }))
  app.post('/image/v2/images', async (c) => {
    const id = addImage(await c.req.json())
    return c.json(images.get(id), 201)
  })
  app.put('/image/v2/images/:id/file', async (c) => {
    const { id } = c.req.param()
    let size = 0
    for await (const chunk of c.req.raw.body ?? []) size += (chunk as Uint8Array).byteLength
    uploads.set(id, size)
    Object.assign(images.get(id) ?? {}, { status: 'active', size })
    return c.body(null, 204)
  })
  app.delete('/image/v2/images/:id', (c) => {
    images.delete(c.req.param('id'))
    return c.body(null, 204)
  })
  app.route('/compute/v2.1', compute.app)

  const cloud: Cloud = {
    fetch: (request) => app.fetch(request),
    events: {
      subscribe(listener) {
        listeners.add(listener)
        return () => listeners.delete(listener)
      },
    },
    openConsole(token) {
      const open = consoles.get(token)
      consoles.delete(token)
      return Promise.resolve(open?.())
    },
    health: () => Promise.resolve({ ready: true, missing: [] }),
  }
  return {
    cloud,
    seen,
    announce,
    listeners,
    consoles,
    faults,
    uploads,
    images,
    servers: compute.servers,
    groups: compute.groups,
    actions: compute.actions,
  }
}

const roleOf: Record<string, string> = { admin: 'admin', guest: 'reader' }

const projects = [
  { id: 'p-demo', name: 'demo' },
  { id: 'p-lab', name: 'laboratory' },
]
