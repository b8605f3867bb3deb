import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { endpoints } from './compute-endpoints.ts'
import { unansweredEndpoints } from './unanswered-endpoints.ts'

const folder = join(import.meta.dirname, 'api-samples')

/** One of Nova's samples. */
export interface ApiSample {
  /** `servers/v2.47/server-get-resp.json`. */
  file: string
  /** Without the version: `servers/server-get-resp`. */
  name: string
  /** The version whose shape it is. */
  version: string
  json: unknown
}

/** The version that introduced what a folder is about. */
const firstVersion = (folderName: string) =>
  `2.${Math.min(...endpoints.filter(({ sampleFolders }) => sampleFolders.includes(folderName)).map(({ since }) => since))}`

/** The rows of the reference that the cloud answers. */
export const answeredEndpoints = endpoints.filter(
  ({ isGone, name }) => !isGone && !Object.hasOwn(unansweredEndpoints, name),
)

/** The folders of resources of which anything is answered: from the first route on, every sample of a resource counts. */
const answered = new Set(answeredEndpoints.flatMap(({ sampleFolders }) => sampleFolders))
const actionNames = (of: typeof endpoints) =>
  new Set(of.filter(({ path }) => path === '/servers/{id}/action').map(({ action }) => action))
const allActions = actionNames(endpoints)
const answeredActions = actionNames(answeredEndpoints)

/** The server action that a sample asks for; undefined for any other sample. */
export function serverActionOf({ json }: Pick<ApiSample, 'json'>): string | undefined {
  const [name, ...others] = Object.keys(json as object)
  return name !== undefined && others.length === 0 && allActions.has(name) ? name : undefined
}

/** Whether a sample is what somebody asks, and not what is told. */
export const isRequest = (sample: ApiSample): boolean =>
  serverActionOf(sample) !== undefined || /-req(-|$)|-req-|force_complete$/.test(sample.name)

const isOfUnbuiltAction = (sample: ApiSample) => {
  const action = serverActionOf(sample)
  return action !== undefined && !answeredActions.has(action)
}

/** Every sample of the resources that are built; which are not, stands in the list of unanswered endpoints. */
export const apiSamples: readonly ApiSample[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json') && answered.has(file.split('/')[0]!))
  .toSorted()
  .map((file) => {
    const [resource, ...rest] = file.replace(/\.json$/, '').split('/') as [string, ...string[]]
    const inName = /-v2(\d+)$/.exec(rest.at(-1)!)?.[1]
    const base = inName ? `2.${inName}` : firstVersion(resource)
    const version = rest.length === 2 ? rest[0]!.slice(1) : base
    const json: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    return { file, name: `${resource}/${rest.at(-1)}`, version, json }
  })
  .filter((sample) => !isOfUnbuiltAction(sample))

// Objects whose keys are data: only what stands under them is compared.
const open = new Set([
  'metadata',
  'addresses',
  'extra_specs',
  'scheduler_hints',
  'properties',
  'hosts',
  'cpu_info',
  'cpu_pinning',
  'log',
  'compute',
])

/** Where `told` has other keys or types than `sample`; empty when the shapes agree. Null agrees with anything. */
export function differences(sample: unknown, response: unknown, at = ''): string[] {
  if (sample === null || response === null) return []
  if (Array.isArray(sample) && Array.isArray(response))
    return sample.length && response.length ? differences(sample[0], response[0], `${at}[]`) : []
  const kind = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value)
  if (kind(sample) !== kind(response)) return [`${at} is ${kind(response)}, not ${kind(sample)}`]
  if (typeof sample !== 'object' || typeof response !== 'object') return []
  return open.has(at.split('.').at(-1)!) ? [] : differencesOfObjects(sample as Fields, response as Fields, at)
}

type Fields = Readonly<Record<string, unknown>>

function differencesOfObjects(sample: Fields, response: Fields, at: string): string[] {
  const missing = Object.keys(sample).filter((key) => !Object.hasOwn(response, key))
  const extra = Object.keys(response).filter((key) => !Object.hasOwn(sample, key))
  return [
    ...missing.map((key) => `${at}.${key} is missing`),
    ...extra.map((key) => `${at}.${key} is too much`),
    ...Object.keys(sample).flatMap((key) =>
      Object.hasOwn(response, key) ? differences(sample[key], response[key], `${at}.${key}`) : [],
    ),
  ]
}
