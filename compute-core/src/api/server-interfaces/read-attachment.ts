import { z } from 'zod'
import { invalid } from '#platform/errors'
import type { NetworkId, PortId } from '#platform/ids'
import type { RequestedNetwork } from '#store/server-wishes'
import { ipField, tagField, uuidField } from '../fields.ts'
import { parseBody } from '../read-as.ts'
import type { Ask } from '../route.ts'

const since21 = {
  net_id: uuidField.optional(),
  port_id: uuidField.optional(),
  fixed_ips: z
    .array(z.strictObject({ ip_address: ipField }))
    .length(1)
    .optional(),
}
const attachment = (ask: Ask) =>
  z.strictObject({ ...since21, ...(ask.since('2.49') && { tag: tagField.optional() }) }) as z.ZodObject<
    typeof since21 & { tag: z.ZodOptional<typeof tagField> }
  >

/** What is to be attached. */
export interface Attachment {
  requested: RequestedNetwork | undefined
  tag: string | undefined
}

/** The attachment that a body asks for: a port, a network, an address on it, or whatever there is. */
export function readAttachment(body: unknown, ask: Ask): Attachment {
  const schema = z.strictObject({ interfaceAttachment: attachment(ask).optional() })
  const { net_id, port_id, fixed_ips, tag } = parseBody(schema, body, ask.legacy).interfaceAttachment ?? {}
  if (net_id !== undefined && port_id !== undefined)
    throw invalid('Must not input both network_id and port_id. Send the one or the other.', 'port_id')
  if (fixed_ips !== undefined && net_id === undefined)
    throw invalid('Must input network_id when request IP address.', 'fixed_ips')
  return { requested: requestedBy(net_id, port_id, fixed_ips?.[0]?.ip_address), tag }
}

function requestedBy(netId?: string, portId?: string, fixedIp?: string): RequestedNetwork | undefined {
  if (portId !== undefined) return { portId: portId as PortId }
  if (netId === undefined) return undefined
  return { networkId: netId as NetworkId, ...(fixedIp !== undefined && { fixedIp }) }
}
