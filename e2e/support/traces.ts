import { execFile } from 'node:child_process'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import type { Api } from './api.ts'
import type { CloudProcess } from './cloud-process.ts'

const run = promisify(execFile)

export interface Traces {
  domains: string[]
  disks: string[]
  ports: string[]
  vcpusUsed: number
}

export const noTraces: Traces = { domains: [], disks: [], ports: [], vcpusUsed: 0 }

/** What the server has on its host and in the companions: libvirt's domain, its disks, its ports, its share of the host. */
export async function tracesOf(cloud: CloudProcess, api: Api, serverId: string): Promise<Traces> {
  const domains = await domainsOnHost()
  const folders = await readdir(join(cloud.dataDir, 'instances')).catch(() => [])
  const { ports } = await api.call<{ ports: { id: string }[] }>('GET', `/network/v2.0/ports?device_id=${serverId}`)
  const usage = await api.call<{ limits: { absolute: { totalCoresUsed: number } } }>('GET', '/compute/v2.1/limits')
  return {
    domains: domains.filter((id) => id === serverId),
    disks: folders.filter((name) => name === serverId),
    ports: ports.map(({ id }) => id),
    vcpusUsed: usage.limits.absolute.totalCoresUsed,
  }
}

/** The ids of all domains that libvirt knows on this machine, whosever they are. */
export async function domainsOnHost(): Promise<string[]> {
  const { stdout } = await run('virsh', ['-c', 'qemu:///system', 'list', '--all', '--uuid'])
  return stdout.split('\n').flatMap((line) => line.trim() || [])
}
