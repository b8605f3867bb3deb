import type { CloudApi } from './cloud-api.ts'
import { createBrokenServer, createServer, flavorNamed, serverIs } from './servers.ts'

/** Creates `count` plain servers in the project, whose quota is unlimited from then on. */
export async function someServers(api: CloudApi, count: number): Promise<void> {
  const unlimited = { instances: -1, cores: -1, ram: -1 }
  await api.call('PUT', `/compute/v2.1/os-quota-sets/${api.projectId}`, { quota_set: unlimited })
  await api.call('PUT', `/network/v2.0/quotas/${api.projectId}`, { quota: { port: -1 } })
  for (let n = 1; n <= count; n++) await createServer(api, `web-${n}`, { networks: 'auto' })
}

/** Creates a server in each state that pages show differently. */
export async function unusualServers(api: CloudApi): Promise<void> {
  await createServer(
    api,
    'a-server-with-a-name-that-goes-on-and-on-as-names-made-by-machines-do-0123456789abcdef0123456789abcdef',
  )
  await createBrokenServer(api, 'broken')
  await inState(api, 'resized', 'VERIFY_RESIZE', { resize: { flavorRef: await flavorNamed(api, 'm1.small') } })
  await inState(api, 'in-rescue', 'RESCUE', { rescue: null })
  await inState(api, 'on-the-shelf', 'SHELVED_OFFLOADED', { shelve: null })
  await inState(api, 'stopped', 'SHUTOFF', { 'os-stop': null })
  await inState(api, 'paused', 'PAUSED', { pause: null })
  await inState(api, 'suspended', 'SUSPENDED', { suspend: null })
  const reason = 'Under audit until Friday: ask the accountants before touching it.'
  await inState(
    api,
    'kept',
    'ACTIVE',
    { lock: { locked_reason: reason } },
    {
      description: 'What the accountants look at.',
      tags: ['blue', 'audit', 'a-tag-that-somebody-made-long-without-thinking-of-phones'],
      metadata: {
        team: 'accounting',
        'a-key-of-some-length': 'and a value that goes on for longer than one would think',
      },
    },
  )
}

async function inState(api: CloudApi, name: string, status: string, action: object, more: object = {}) {
  const id = await createServer(api, name, { networks: 'auto', ...more })
  await api.call('POST', `/compute/v2.1/servers/${id}/action`, action)
  await serverIs(api, id, status)
}
