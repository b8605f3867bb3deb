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
    if (publicUrl !== undefined) {
      const address = new URL(publicUrl).hostname.replace(/^\[|\]$/g, '')
      return [writePlace({ address, port: wire.port })]
    }
    const others = (await addresses()).filter((place) => !isLoopback(readPlace(place)?.address ?? ''))
    return [...new Set([...wire.places, ...others])]
  },
})
