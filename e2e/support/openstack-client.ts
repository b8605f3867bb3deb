import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { CloudProcess } from './cloud-process.ts'

const run = promisify(execFile)

export interface OpenStackClient {
  /** What `openstack <args> -f json` answers; throws with the client's own words. */
  json<Answer = Record<string, unknown>>(...args: string[]): Promise<Answer>
  /** What `openstack <args>` prints. */
  text(...args: string[]): Promise<string>
}

/** The real `openstack` client, signed in by environment as the cloud's start prints it. */
export function openstackClient(cloud: CloudProcess, project = 'demo'): OpenStackClient {
  const env = {
    PATH: process.env['PATH'],
    HOME: cloud.dataDir,
    OS_AUTH_URL: `${cloud.url}/identity/v3`,
    OS_USERNAME: 'admin',
    OS_PASSWORD: cloud.adminPassword,
    OS_PROJECT_NAME: project,
    OS_USER_DOMAIN_NAME: 'Default',
    OS_PROJECT_DOMAIN_NAME: 'Default',
    OS_IDENTITY_API_VERSION: '3',
    OS_COMPUTE_API_VERSION: '2.90',
  }
  const text = async (...args: string[]) => {
    const { stdout } = await run('/usr/bin/openstack', args, { env, maxBuffer: 16 * 1024 * 1024 })
    return stdout
  }
  return { text, json: async (...args) => JSON.parse(await text(...args, '-f', 'json')) }
}
