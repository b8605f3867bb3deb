import type { Joining } from '#api/compute-deps'
import type { Config } from '#platform/config'
import type { Authority } from '#platform/wire/authority'
import { readPlace, writePlace } from '#platform/wire/place'
import type { ControlWire } from './control-wire.ts'
import { isLoopback } from './wire-places.ts'

interface JoiningParts {
  config: Pick<Config, 'public_url'>
  authority: Pick<Authority, 'fingerprint'>
  wire: Pick<ControlWire, 'port' | 'places'>
  /** Of all control processes that are at work. */
  addresses(): Promise<readonly string[]>
}

/** How machines find this cloud: by the name that everybody knows it by, else at any of its control processes. */
export const joiningOver = ({ config, authority, wire, addresses }: JoiningParts): Joining => ({
  fingerprint: authority.fingerprint,
  async places() {
    const { public_url: publicUrl } = config
    const others = (await addresses()).filter((place) => !isLoopback(readPlace(place)?.address ?? ''))
    const places = [...new Set([...wire.places, ...others])]
    if (publicUrl === undefined) return places
    const address = new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')
    // A name under which nobody listens but for this machine leads nobody here, unless it is this machine that is meant.
    if (places.length === 0 && !isLoopback(address)) return []
    return [writePlace({ address, port: wire.port })]
  },
})
