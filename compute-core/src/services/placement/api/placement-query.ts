import { z } from 'zod'
import { invalid } from '#platform/errors'
import { isUuid } from '#platform/ids'
import type { Resources } from '../placement-service.ts'
import type { RequestContext } from './route.ts'

/** The id of a provider in a query. */
export const uuidValue = z.uuid('It must be a UUID.')

/** `VCPU:2,MEMORY_MB:512` as amounts by class. */
export function parseResources(text: string | undefined): Resources {
  if (text === undefined) return {}
  const amounts = text.split(',').map((part) => {
    const [, name = '', amount = ''] = /^([A-Z0-9_]{1,255}):([1-9]\d{0,9})$/.exec(part) ?? []
    if (name === '' || Number(amount) > 2_147_483_647)
      throw invalid(`Badly formed resources parameter: '${part}'. It is like VCPU:2,MEMORY_MB:512.`, 'resources')
    return [name, Number(amount)] as const
  })
  if (new Set(amounts.map(([name]) => name)).size < amounts.length)
    throw invalid('A resource class is listed twice in resources. List each once.', 'resources')
  return Object.fromEntries(amounts)
}

export interface RequiredTraits {
  /** Each of these must be there. */
  required: readonly string[]
  /** None of these may be there. */
  forbidden: readonly string[]
  /** One of these must be there; undefined is any. */
  oneOf?: readonly string[]
  /** Whether what else is asked of the traits is so: none that is forbidden, one at least of an `in:`. */
  accepts(traits: readonly string[]): boolean
}

/** `A,!B` or `in:A,B`. */
export function parseRequired(text: string | undefined): RequiredTraits {
  if (text === undefined) return { required: [], forbidden: [], accepts: () => true }
  if (text.startsWith('in:')) {
    const oneOf = text.slice(3).split(',').map(traitName)
    return { required: [], forbidden: [], oneOf, accepts: (traits) => oneOf.some((name) => traits.includes(name)) }
  }
  const parts = text.split(',')
  const forbidden = parts.filter((part) => part.startsWith('!')).map((part) => traitName(part.slice(1)))
  return {
    required: parts.filter((part) => !part.startsWith('!')).map(traitName),
    forbidden,
    accepts: (traits) => !forbidden.some((name) => traits.includes(name)),
  }
}

function traitName(name: string): string {
  if (/^[A-Z0-9_]{1,255}$/.test(name)) return name
  throw invalid(
    `Invalid query string parameters: '${name}' is not a trait. Traits look like HW_CPU_X86_AVX2 or CUSTOM_FAST.`,
    'required',
  )
}

/** That a provider is in one of these aggregates, or in none of them. */
export interface MemberRule {
  uuids: readonly string[]
  isForbidden: boolean
}

/** What every `member_of` asks: `UUID`, `in:UUID,UUID`, and either after a `!` from 1.32 on. */
export function memberRulesOf({ query, since }: RequestContext): readonly MemberRule[] {
  const asked = query.all('member_of')
  if (asked.length > 1 && !since('1.24'))
    throw invalid('member_of may stand there once. Ask at 1.24 or later for more.', 'member_of')
  return asked.map((text) => {
    const isForbidden = text.startsWith('!') && since('1.32')
    const rest = isForbidden ? text.slice(1) : text
    const uuids = rest.startsWith('in:') ? rest.slice(3).split(',') : [rest]
    if (!uuids.every(isUuid)) throw invalid(`Invalid member_of ${text}. It is like UUID or in:UUID,UUID.`, 'member_of')
    return { uuids: uuids.map((uuid) => uuid.toLowerCase()), isForbidden }
  })
}

/** Whether a provider's aggregates are what every `member_of` asks. */
export function parseMemberOf(context: RequestContext): (aggregates: readonly string[]) => boolean {
  const rules = memberRulesOf(context)
  return (aggregates) =>
    rules.every(({ uuids, isForbidden }) => aggregates.some((uuid) => uuids.includes(uuid)) !== isForbidden)
}
