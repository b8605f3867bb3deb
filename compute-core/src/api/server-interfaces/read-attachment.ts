import { z } from 'zod'
import { invalid } from '#platform/errors'
import type { NetworkId, PortId } from '#platform/ids'
import type { NetworkRequest } from '#services/network/network-service'
import { ipField, tagField, uuidField } from '#platform/service/fields'
import { parseBody } from '#platform/service/read-as'
import type { RequestContext } from '../route.ts'

const since21 = {
  net_id: uuidField.optional(),
  port_id: uuidField.optional(),
  fixed_ips: z
    .array(z.strictObject({ ip_address: ipField }))
    .length(1)
    .optional(),
}
const attachment = (context: RequestContext) =>
  z.strictObject({ ...since21, ...(context.since('2.49') && { tag: tagField.optional() }) }) as z.ZodObject<
    typeof since21 & { tag: z.ZodOptional<typeof tagField> }
  >

/** What is to be attached. */
export interface Attachment {
  requested: NetworkRequest | undefined
  tag: string | undefined
}

/** The body that asks for an attachment, at the request's version. */
export const attachmentBody = (context: RequestContext) =>
  z.strictObject({ interfaceAttachment: attachment(context).optional() })

/** The attachment that a body asks for: a port, a network, an address on it, or whatever there is. */
export function readAttachment(body: unknown, context: RequestContext): Attachment {
  const { net_id, port_id, fixed_ips, tag } =
    parseBody(attachmentBody(context), body, context.legacy).interfaceAttachment ?? {}
  if (net_id !== undefined && port_id !== undefined)
    throw invalid('Must not input both network_id and port_id. Send the one or the other.', 'port_id')
  if (fixed_ips !== undefined && net_id === undefined)
    throw invalid('Must input network_id when request IP address.', 'fixed_ips')
  return { requested: requestedBy(net_id, port_id, fixed_ips?.[0]?.ip_address), tag }
}

function requestedBy(netId?: string, portId?: string, fixedIp?: string): NetworkRequest | undefined {
  if (portId !== undefined) return { portId: portId as PortId }
  if (netId === undefined) return undefined
  return { networkId: netId as NetworkId, ...(fixedIp !== undefined && { fixedIp }) }
}
