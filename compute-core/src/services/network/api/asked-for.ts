import { z } from 'zod'
import { asBoolean } from '#platform/service/fields'
import type { ParameterRule } from '#platform/service/query-rule'
import type { Listing } from '../store/listing.ts'
import type { RequestContext } from './route.ts'

/** A parameter of Kilonova's own by which one asks for more than Neutron tells. */
const asking = (summary: string) =>
  ({
    once: true,
    value: z.string().refine((text) => asBoolean(text) !== undefined, 'It is neither true nor false.'),
    summary,
  }) satisfies ParameterRule

/** Has each network or subnet tell how far it is used up: a list that shows it need not read the ports. */
export const useParameter = {
  'kilonova:use': asking(
    'With true, each has how many addresses it can give out and how many are taken, of those ports that the caller sees in their list.',
  ),
}

/** Has each port tell what its network is called. */
export const namesParameter = { 'kilonova:names': asking('With true, each has the name of its network.') }

/** A subnet's numbers of addresses. */
export const useFields = { used_ips: z.int(), total_ips: z.int() }

/** The listing that tells more where it was asked for by this parameter, and the plain one otherwise. */
export const listingByParameter =
  <Row>(
    asked: Readonly<Record<string, ParameterRule>>,
    plain: Listing<Row>,
    telling: (context: RequestContext) => Listing<Row>,
  ) =>
  (context: RequestContext): Listing<Row> =>
    Object.keys(asked).some((name) => asBoolean(context.query.all(name)[0] ?? '') === true) ? telling(context) : plain
