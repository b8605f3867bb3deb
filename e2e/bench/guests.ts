import { type Api, imageAndFlavor, signIn } from '../support/api.ts'
import { startCloud } from '../support/cloud-process.ts'
import { add } from './figures.ts'
import { bareStartMs, memoryMb, quantile } from './measure.ts'

/** A guest on QEMU from POST to ACTIVE, beside bare libvirt; and the memory of a cloud that has one. */
export async function onQemu() {
  const cloud = await startCloud()
  try {
    const api = await signIn(cloud)
    const refs = await imageAndFlavor(api)
    const took: number[] = []
    let last = ''
    for (let i = 0; i < 6; i++) {
      // The first one stays: with the last server of a network the network goes too.
      if (i > 1) await gone(api, last)
      const body = { server: { name: `bench-${i}`, ...refs, networks: 'auto' } }
      last = (await api.call<{ server: { id: string } }>('POST', '/compute/v2.1/servers', body)).server.id
      await api.until<Shown>(`/compute/v2.1/servers/${last}`, ({ server }) => server.status === 'ACTIVE')
      took.push(await createMs(api, last))
      // A guest that boots without KVM takes a core of the two: it would be measured with the next one.
      if (i === 0) await booted(api, last)
    }
    // The first one also fetches the image and makes the network: the cloud's, not the server's.
    const ours = quantile(
      took.slice(1).toSorted((a, b) => a - b),
      0.5,
    )
    await api.call('POST', `/compute/v2.1/servers/${last}/action`, { 'os-stop': null })
    await api.until<{ server: { status: string } }>(
      `/compute/v2.1/servers/${last}`,
      ({ server }) => server.status === 'SHUTOFF',
    )
    const bare = await bareStartMs(last, 5)
    add(
      'POST to ACTIVE on QEMU',
      `${ours.toFixed(0)} ms`,
      `libvirt define and start of the same XML ${bare.toFixed(0)} ms`,
      `${(ours / bare).toFixed(2)}×, ${(ours - bare).toFixed(0)} ms over`,
    )
    const { cloud: node, postgres } = await memoryMb(cloud)
    add(
      'resident with one host and one guest',
      `${node.toFixed(0)} MB + PostgreSQL ${postgres.toFixed(0)} MB`,
      '300 MB',
      '',
    )
  } finally {
    await cloud.dispose()
  }
}

interface Shown {
  server: { status: string }
}

async function gone(api: Api, id: string) {
  await api.call('DELETE', `/compute/v2.1/servers/${id}`)
  await api.until<{ servers: { id: string }[] }>('/compute/v2.1/servers', ({ servers }) =>
    servers.every((server) => server.id !== id),
  )
}

async function booted(api: Api, id: string) {
  for (let log = ''; !log.includes('ready after'); await new Promise((resolve) => setTimeout(resolve, 500))) {
    const question = { 'os-getConsoleOutput': { length: 50 } }
    log = (await api.call<{ output: string }>('POST', `/compute/v2.1/servers/${id}/action`, question)).output
  }
}

/** Milliseconds from the acceptance of a create to the end of its last step, as its own record has it. */
async function createMs(api: Api, id: string): Promise<number> {
  const actions = `/compute/v2.1/servers/${id}/os-instance-actions`
  const { instanceActions } = await api.call<{ instanceActions: { request_id: string }[] }>('GET', actions)
  const { instanceAction } = await api.call<{
    instanceAction: { start_time: string; events: { finish_time: string }[] }
  }>('GET', `${actions}/${instanceActions.at(-1)!.request_id}`)
  const ends = instanceAction.events.map(({ finish_time }) => Date.parse(`${finish_time}Z`))
  return Math.max(...ends) - Date.parse(`${instanceAction.start_time}Z`)
}
