import { z } from 'zod'

/** What a host has of one resource class, in placement's words. */
const inventorySchema = z.strictObject({
  total: z.int(),
  reserved: z.int(),
  min_unit: z.int(),
  max_unit: z.int(),
  step_size: z.int(),
  allocation_ratio: z.number(),
  used: z.int(),
  /** What the host itself reports; where it is another, an administrator has set what counts. */
  reported_reserved: z.int(),
  reported_ratio: z.number(),
})

/** What a host has of one resource class. */
export type InventoryView = z.output<typeof inventorySchema>

/** A host with its hypervisor, its service, and what placement keeps of it, in a response. */
export const hostSchema = z.strictObject({
  id: z.string(),
  name: z.string(),
  service_id: z.string(),
  state: z.enum(['up', 'down']),
  status: z.enum(['enabled', 'disabled']),
  disabled_reason: z.string().nullable(),
  forced_down: z.boolean(),
  zone: z.string(),
  aggregates: z.array(z.strictObject({ id: z.int(), name: z.string() })),
  /** When it was last heard of. */
  updated_at: z.string(),
  booted_at: z.string().nullable(),
  host_ip: z.string().nullable(),
  hypervisor_type: z.string(),
  hypervisor_version: z.int(),
  /** Counted as the hypervisor's; null where there is no libvirt. */
  libvirt_version: z.int().nullable(),
  kernel: z.string().nullable(),
  /** Of Kilonova's agent there; null while it has not reported since it tells. */
  agent_version: z.string().nullable(),
  cpu: z.strictObject({
    arch: z.string(),
    vendor: z.string(),
    model: z.string(),
    // What a host does not say of itself is not there.
    cells: z.int().optional(),
    sockets: z.int().optional(),
    cores: z.int().optional(),
    threads: z.int().optional(),
  }),
  dedicated_cpus: z.int(),
  servers: z.int(),
  /** Of them, those that run. */
  active_servers: z.int(),
  /** Of them, those that something is being done to. */
  busy_servers: z.int(),
  /** Under which its inventories are set; null while placement does not know it. */
  provider_generation: z.int().nullable(),
  inventories: z.record(z.string(), inventorySchema),
})

/** A host in a response. */
export type HostView = z.output<typeof hostSchema>

/** A machine that has joined as a host and has never reported, in a response. */
export const unreportedHostSchema = z.strictObject({
  name: z.string(),
  /** Where control finds its agent, as `address:port`. */
  address: z.string(),
  agent_version: z.string(),
  joined_at: z.string(),
})

/** A machine that has joined as a host and has never reported. */
export type UnreportedHostView = z.output<typeof unreportedHostSchema>

/** A host, with what it can do besides, and as what it has joined. */
export const hostDetailSchema = hostSchema.extend({
  /** Null, as all that is about joining, for a host that runs in a control process and has not joined. */
  certificate: z
    .strictObject({
      serial: z.string(),
      not_after: z.string(),
      /** Null while it has the one that it joined with. */
      renewed_at: z.string().nullable(),
    })
    .nullable(),
  /** Which contract its agent speaks. */
  contract_version: z.int().nullable(),
  /** Where control finds its agent, as `address:port`. */
  address: z.string().nullable(),
  joined_at: z.string().nullable(),
  /** Of its servers, those whose disks it does not have since it joined anew under its name, until they are rebuilt or deleted. */
  servers_without_disks: z.int(),
  /** What its agent has to know of its servers, and how far it has come with that. */
  desired_state: z.strictObject({
    generation: z.int(),
    reached: z.int(),
    /** When it last said so; null while it has not. */
    reached_at: z.string().nullable(),
    troubles: z.array(z.strictObject({ server_id: z.string(), message: z.string() })),
  }),
  traits: z.array(z.string()),
  cpu_features: z.array(z.string()),
  /** Empty where the host does not say. */
  numa_cells: z.array(
    z.strictObject({
      id: z.int(),
      memory_mb: z.int(),
      cpus: z.array(z.int()),
      /** Of them, those that guests may have for themselves. */
      dedicated_cpus: z.array(z.int()),
    }),
  ),
})

/** A host, with what it can do besides. */
export type HostDetailView = z.output<typeof hostDetailSchema>

/** A server that is kept to some of its host's CPUs, in a response. */
export const cpuGuestSchema = z.strictObject({
  server_id: z.string(),
  name: z.string(),
  project_id: z.string(),
  cpus: z.array(z.int()),
})

/** A server that is kept to some of its host's CPUs. */
export type CpuGuestView = z.output<typeof cpuGuestSchema>

/** What lets one machine join, in a response. */
export const joinTokenSchema = z.strictObject({
  id: z.string(),
  /** The name that the host must have; null for any. */
  host_name: z.string().nullable(),
  /** The user who made it. */
  created_by: z.string(),
  /** Null for a user that is gone. */
  created_by_name: z.string().nullable(),
  created_at: z.string(),
  expires_at: z.string(),
  /** Seconds. */
  remaining: z.int(),
})

/** What lets one machine join. */
export type JoinTokenView = z.output<typeof joinTokenSchema>

/** The same when it is made: the only time that its secret is told. */
export const newJoinTokenSchema = joinTokenSchema.extend({
  token: z.string(),
  /** What to type on the machine that joins, for each way in which it may reach control. */
  commands: z.array(z.string()),
})

/** What lets one machine join, and the command to type there. */
export type NewJoinTokenView = z.output<typeof newJoinTokenSchema>

/** The same by itself, with the host that has joined by it. */
export const usedJoinTokenSchema = joinTokenSchema.extend({
  /** Null while no machine has joined with it. */
  used_at: z.string().nullable(),
  /** The name of the host that has. */
  used_by: z.string().nullable(),
  /** Whether it has reported since: then it is among the hosts. */
  is_reporting: z.boolean(),
})

/** What lets one machine join, and which has joined with it. */
export type UsedJoinTokenView = z.output<typeof usedJoinTokenSchema>
