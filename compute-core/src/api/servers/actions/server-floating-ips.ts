import { z } from 'zod'
import { notFound } from '#platform/errors'
import { ipField } from '#platform/service/fields'
import { serverAction } from './server-action.ts'

/** Lets a floating address lead to a server: there is no pool yet that one could come from. */
export const addFloatingIp = serverAction({
  name: 'addFloatingIp',
  rule: 'os_compute_api:os-floating-ips:add',
  body: z.strictObject({ address: ipField, fixed_address: ipField.optional() }),
  async handle(_api, _context, _server, { address }) {
    throw notFound('Floating IP', address)
  },
})

/** Takes a floating address off a server: none has one yet. */
export const removeFloatingIp = serverAction({
  name: 'removeFloatingIp',
  rule: 'os_compute_api:os-floating-ips:remove',
  body: z.strictObject({ address: ipField }),
  async handle(_api, _context, _server, { address }) {
    throw notFound('Floating IP', address)
  },
})
