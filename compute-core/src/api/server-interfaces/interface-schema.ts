import { z } from 'zod'

/** A network card of a server's guest in a response, by its port. */
export const interfaceSchema = z.strictObject({
  port_id: z.string(),
  net_id: z.string(),
  mac_addr: z.string(),
  port_state: z.string(),
  fixed_ips: z.array(z.strictObject({ ip_address: z.string(), subnet_id: z.string() })),
  tag: z.string().nullable(),
})

/** A network card of a server's guest in a response. */
export type InterfaceView = z.output<typeof interfaceSchema>
