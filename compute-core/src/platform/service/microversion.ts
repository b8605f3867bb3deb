import { HTTPException } from 'hono/http-exception'
import { invalid } from '#platform/errors'

/** A version of an API by its minor number: 38 is 2.38. */
export type Microversion = number

/** A version as people write it. */
export type VersionName = `${number}.${number}`

/** The versions that a service speaks. */
export interface VersionRange {
  /** The name that `OpenStack-API-Version` has for the service. */
  service: string
  major: number
  min: Microversion
  max: Microversion
}

/** The minor number of a version that the code names. */
export const minorOf = (version: VersionName): Microversion => Number(version.slice(version.indexOf('.') + 1))

/** `version` as people write it. */
export const nameOf = ({ major }: VersionRange, version: Microversion): VersionName => `${major}.${version}`

/**
 * The version a request asks for: `OpenStack-API-Version` goes before the service's own older header, none at all means the
 * oldest. What cannot be read is a 400, what is not spoken a 406 that names the range.
 */
export function negotiate(range: VersionRange, header: string | undefined, olderHeader?: string): Microversion {
  const asked = askedOf(range.service, header) ?? olderHeader?.trim()
  if (asked === undefined || asked === '') return range.min
  if (asked === 'latest') return range.max
  const parts = /^([1-9]\d{0,5})\.(0|[1-9]\d{0,5})$/.exec(asked)
  if (!parts)
    throw invalid(`API version ${asked} cannot be read. Send one like ${nameOf(range, range.max)}, or "latest".`)
  const minor = Number(parts[2])
  if (Number(parts[1]) !== range.major || minor < range.min || minor > range.max) throw notSpoken(range, asked)
  return minor
}

/** The last value for `service` in `compute 2.1, placement 1.0`; what names no service is nothing, as OpenStack's own parser has it. */
function askedOf(service: string, header: string | undefined): string | undefined {
  const values = (header ?? '').split(',').map((value) => /^(\S+)\s+(.+)$/s.exec(value.trim()))
  return values.findLast((parts) => parts?.[1]?.toLowerCase() === service)?.[2]
}

const notSpoken = (range: VersionRange, asked: string) =>
  new HTTPException(406, {
    message:
      `Version ${asked} is not supported by this API. ` +
      `Minimum is ${nameOf(range, range.min)} and maximum is ${nameOf(range, range.max)}.`,
  })
