import { z } from 'zod'

const hostsSchema = z.strictObject({
  total: z.int(),
  up: z.int(),
  down: z.int(),
  /** Of those that are down, the ones of which an administrator has said so. */
  forced_down: z.int(),
  disabled: z.int(),
  /** Up and enabled: new servers are placed there. */
  in_service: z.int(),
})

const controlSchema = z.strictObject({
  /** Services of control processes: schedulers, conductors and APIs. */
  total: z.int(),
  down: z.int(),
})

const hostInTroubleSchema = z.strictObject({
  host: z.string(),
  forced_down: z.boolean(),
  /** When it was last heard of. */
  updated_at: z.string(),
  servers: z.int(),
})

const capacitySchema = z.strictObject({
  resource_class: z.string(),
  hosts: z.int(),
  total: z.int(),
  reserved: z.int(),
  used: z.int(),
  /** How much can be promised, each host with its own ratio. */
  limit: z.int(),
  /** What is left of it on hosts where new servers are placed. */
  free: z.int(),
})

const busyHostSchema = z.strictObject({
  host: z.string(),
  servers: z.int(),
  /** What its servers use of its CPUs and of its memory now, from 0 to 1; null while none has been measured. */
  cpu_share: z.number().nullable(),
  memory_share: z.number().nullable(),
  /** How much of the vCPUs that can be promised is promised, from 0 to 1; null while placement does not know it. */
  promised_share: z.number().nullable(),
})

/** Why a flow needs a look: it waits for its turn, has been at one step for long, or has left something undone. */
export const flowTrouble = z.enum(['waiting', 'slow', 'not-undone'])

const flowInTroubleSchema = z.strictObject({
  id: z.string(),
  /** The flow's name, as `server-resize`; null for one that has ended. */
  flow: z.string().nullable(),
  trouble: flowTrouble,
  /** Since when it has waited, or been at its step, or when the undo failed. */
  since: z.string(),
  step: z.string().nullable(),
  host: z.string().nullable(),
  request_id: z.string(),
  /** Null where it is about no server. */
  server_id: z.string().nullable(),
  server_name: z.string().nullable(),
  action: z.string().nullable(),
  project_id: z.string(),
  project_name: z.string().nullable(),
})

/** The health of the whole cloud, in a response. */
export const overviewSchema = z.strictObject({
  hosts: hostsSchema,
  control: controlSchema,
  /** Those that are down, with the most servers first. */
  down: z.array(hostInTroubleSchema),
  capacity: z.array(capacitySchema),
  /** Hosts with servers, the busiest first. */
  busiest: z.array(busyHostSchema),
  /** What the servers of all hosts use now; null while none has been measured. */
  load: z.strictObject({ servers: z.int(), vcpus_used: z.number().nullable(), memory_mb: z.number().nullable() }),
  flows: z.strictObject({
    running: z.int(),
    waiting: z.int(),
    in_trouble: z.int(),
    /** The first of them, the longest first. */
    list: z.array(flowInTroubleSchema),
  }),
})

/** The health of the whole cloud. */
export type OverviewView = z.output<typeof overviewSchema>

/** A flow that needs a look. */
export type FlowInTroubleView = z.output<typeof flowInTroubleSchema>
