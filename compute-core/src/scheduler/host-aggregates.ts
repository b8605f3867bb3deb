type Metadata = Readonly<Record<string, string>>

/** What the aggregates that a host is in say, all together. */
export interface HostAggregates {
  /** By key what its aggregates say: each part of their comma lists. */
  values: ReadonlyMap<string, ReadonlySet<string>>
  /** By image property the values that an image may have to be booted here. */
  imageValues: ReadonlyMap<string, ReadonlySet<string>>
  /** Traits that a server must ask for to be here, though others are elsewhere without them. */
  isolatedFor: ReadonlySet<string>
  /** The keys that any aggregate has, be this host in it or not. */
  keysInUse: ReadonlySet<string>
}

/** Settings aggregate_image_properties_isolation_namespace and …_separator. */
export interface ImageIsolation {
  namespace: string | undefined
  separator: string
}

/** What a host hears from its aggregates. */
export function hostAggregates(
  ofHost: readonly Metadata[],
  keysInUse: ReadonlySet<string>,
  isolation: ImageIsolation,
): HostAggregates {
  const values = new Map<string, Set<string>>()
  for (const metadata of ofHost)
    for (const [key, value] of Object.entries(metadata)) {
      const known = values.get(key) ?? new Set()
      for (const part of value.split(',')) known.add(part.trim())
      values.set(key, known)
    }
  const isolating = [...values].filter(([key, said]) => key.startsWith(traitScope) && said.has('required'))
  return {
    values,
    imageValues: new Map([...values].filter(([key]) => isOfImages(key, isolation))),
    isolatedFor: new Set(isolating.map(([key]) => key.slice(traitScope.length))),
    keysInUse,
  }
}

const traitScope = 'trait:'

/** Without a namespace the properties that Nova knows are about images; others, as `availability_zone`, are about other things. */
const isOfImages = (key: string, { namespace, separator }: ImageIsolation): boolean =>
  namespace === undefined ? /^(hw|img|os)_/.test(key) : key.startsWith(`${namespace}${separator}`)

/** The least of the numbers that a host's aggregates have under `key`; undefined where none has one. */
export function leastOf({ values }: HostAggregates, key: string): number | undefined {
  const numbers = [...(values.get(key) ?? [])].filter((text) => text !== '').map(Number)
  const known = numbers.filter(Number.isFinite)
  return known.length === 0 ? undefined : Math.min(...known)
}

/** All that the aggregates of a host have under `key`, for people. */
export const saidOf = ({ values }: HostAggregates, key: string): string => [...(values.get(key) ?? [])].join(', ')
