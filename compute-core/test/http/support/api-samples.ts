import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

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

// Resources whose first version is not the API's.
const firstVersion: Readonly<Record<string, string>> = { 'os-server-tags': '2.26' }

/** Every sample of the resources that are built. */
export const apiSamples: readonly ApiSample[] = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.json'))
  .toSorted()
  .map((file) => {
    const [resource, ...rest] = file.replace(/\.json$/, '').split('/') as [string, ...string[]]
    const inName = /-v2(\d+)$/.exec(rest.at(-1)!)?.[1]
    const base = inName ? `2.${inName}` : (firstVersion[resource] ?? '2.1')
    const version = rest.length === 2 ? rest[0]!.slice(1) : base
    const json: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'))
    return { file, name: `${resource}/${rest.at(-1)}`, version, json }
  })

// Objects whose keys are data: only what stands under them is compared.
const open = new Set([
  'metadata',
  'addresses',
  'extra_specs',
  'scheduler_hints',
  'properties',
  'hosts',
  'cpu_info',
  'compute',
])

/** Where `told` has other keys or types than `sample`; empty when the shapes agree. Null agrees with anything. */
export function differences(sample: unknown, told: unknown, at = ''): string[] {
  if (sample === null || told === null) return []
  if (Array.isArray(sample) && Array.isArray(told))
    return sample.length && told.length ? differences(sample[0], told[0], `${at}[]`) : []
  const kind = (value: unknown) => (Array.isArray(value) ? 'array' : typeof value)
  if (kind(sample) !== kind(told)) return [`${at} is ${kind(told)}, not ${kind(sample)}`]
  if (typeof sample !== 'object' || typeof told !== 'object') return []
  return open.has(at.split('.').at(-1)!) ? [] : differencesOfObjects(sample as Fields, told as Fields, at)
}

type Fields = Readonly<Record<string, unknown>>

function differencesOfObjects(sample: Fields, told: Fields, at: string): string[] {
  const missing = Object.keys(sample).filter((key) => !Object.hasOwn(told, key))
  const extra = Object.keys(told).filter((key) => !Object.hasOwn(sample, key))
  return [
    ...missing.map((key) => `${at}.${key} is missing`),
    ...extra.map((key) => `${at}.${key} is too much`),
    ...Object.keys(sample).flatMap((key) =>
      Object.hasOwn(told, key) ? differences(sample[key], told[key], `${at}.${key}`) : [],
    ),
  ]
}
