import { z } from 'zod'

/** The NUMA cells of a server's guest in a response; the host's side of them only for whoever may see it. */
export const topologySchema = z.strictObject({
  nodes: z.array(
    z.strictObject({
      memory_mb: z.number(),
      siblings: z.array(z.array(z.number())),
      vcpu_set: z.array(z.number()),
      host_node: z.number().nullable().optional(),
      cpu_pinning: z.record(z.string(), z.number()).nullable().optional(),
    }),
  ),
  pagesize_kb: z.number().nullable(),
})

/** The NUMA cells of a server's guest in a response. */
export type TopologyView = z.output<typeof topologySchema>
