import { join } from 'node:path'
import { readCsv } from './read-csv.ts'

const file = join(import.meta.dirname, '../../reference/compute-endpoints.csv')

/** One row of the reference: a route, or one action of a route, with the versions that have it. */
export interface Endpoint {
  /** `POST /servers/{id}/action pause`: its name in the list of exceptions. */
  name: string
  method: string
  /** As the reference writes it: `/servers/{id}/action`. */
  path: string
  action: string
  /** Minor versions. */
  since: number
  until: number | undefined
  /** Every status that the reference has for it when it goes well; none where it is always refused. */
  success: readonly number[]
  /** Removed for good: 410 at every version. */
  isGone: boolean
  defaultRoles: string
  sampleFolders: readonly string[]
  /** The files of its request samples, where it is an action. */
  requestSamples: readonly string[]
}

/** Every route and action of the Compute API under /v2.1; the roots are told of in compute-negotiation.test.ts. */
export const endpoints: readonly Endpoint[] = readCsv(file)
  .filter((row) => row['min_mv'] !== '')
  .map((row) => ({
    name: [row['method'], row['path'], row['server_or_resource_action']].filter(Boolean).join(' '),
    method: row['method']!,
    path: row['path']!,
    action: row['server_or_resource_action']!,
    since: minorOf(row['min_mv']!),
    until: row['max_mv'] ? minorOf(row['max_mv']) : undefined,
    success: (row['success']!.match(/\b20\d\b/g) ?? []).map(Number),
    isGone: row['success']!.includes('410'),
    defaultRoles: row['default_roles']!,
    sampleFolders: row['api_samples_dir']!.split(';').filter((folder) => /^[\w-]+$/.test(folder)),
    requestSamples: row['request_samples']!.split(' ').filter(Boolean),
  }))

function minorOf(version: string): number {
  return Number(version.split('.')[1])
}
