import { z } from 'zod'

const figure = z.number().nullable()

/** What a server's hypervisor measures of it, in a response: memory in MiB, times in nanoseconds; null for what nobody measures. */
export const diagnosticsSchema = z.strictObject({
  state: z.string(),
  driver: z.string(),
  hypervisor: z.string().nullable(),
  hypervisor_os: z.string().nullable(),
  uptime: figure,
  config_drive: z.boolean(),
  num_cpus: z.number(),
  num_nics: z.number(),
  num_disks: z.number(),
  memory_details: z.strictObject({ maximum: figure, used: figure }),
  cpu_details: z.array(z.strictObject({ id: figure, time: figure, utilisation: figure })),
  nic_details: z.array(
    z.strictObject({
      mac_address: z.string().nullable(),
      rx_octets: figure,
      rx_errors: figure,
      rx_drop: figure,
      rx_packets: figure,
      rx_rate: figure,
      tx_octets: figure,
      tx_errors: figure,
      tx_drop: figure,
      tx_packets: figure,
      tx_rate: figure,
    }),
  ),
  disk_details: z.array(
    z.strictObject({
      read_bytes: figure,
      read_requests: figure,
      write_bytes: figure,
      write_requests: figure,
      errors_count: figure,
    }),
  ),
})

/** What a server's hypervisor measures of it, in a response. */
export type DiagnosticsView = z.output<typeof diagnosticsSchema>
