import { Hono } from 'hono'
import { z } from 'zod'
import {
  commandContractVersion,
  type GuestMeasurements,
  type HeardReports,
  type HeartbeatResponse,
} from '#agent/commands/command-contract'
import { eachOf, figureNames } from '#domain/guest-metrics/guest-figures'
import { hostFigureNames } from '#domain/host/host-figures'
import { powerStates, type PowerState } from '#domain/server/power-state'
import type { HostFacts } from '#driver/compute-driver'
import type { ServerId } from '#platform/ids'
import { type ControlEnv, speakerOf } from './control-env.ts'
import { atMostBytes, longestReportBytes, readBody } from './read-body.ts'
import { refuseOtherContract } from './refuse-other-contract.ts'

const mostGuests = 10_000

const word = z.string().max(255)
const words = (most: number) => z.array(word).max(most)
const count = z.number().min(0).max(Number.MAX_SAFE_INTEGER)
/** As large as a column of whole numbers takes. */
const whole = z
  .int()
  .min(0)
  .max(2 ** 31 - 1)
const cpus = z.array(z.int().min(0)).max(4096)
const serverId = z.uuid().transform((id) => id as ServerId)
const power = z.enum(Object.keys(powerStates) as [PowerState, ...PowerState[]])

/** `HostFacts`; what a newer agent tells besides is left out. */
const facts = z.object({
  hostname: word,
  bootedAt: z.iso.datetime({ offset: true }).optional(),
  bootId: word.optional(),
  hypervisorType: word,
  hypervisorVersion: whole,
  libvirtVersion: whole.optional(),
  driverName: word,
  kernel: word.optional(),
  agentVersion: word.optional(),
  contractVersion: z.int().min(1).optional(),
  cpuInfo: z.object({
    arch: word,
    model: word,
    vendor: word,
    topology: z.object({ cells: whole, sockets: whole, cores: whole, threads: whole }),
    features: words(1000),
  }),
  vcpus: whole,
  dedicatedCpus: whole.optional(),
  cells: z
    .array(z.object({ id: z.int().min(0), memoryMb: whole, cpus, dedicatedCpus: cpus }))
    .max(1024)
    .optional(),
  ramMb: whole,
  diskGb: whole,
  supportedInstances: z.array(z.tuple([word, word, word])).max(100),
  traits: words(1000),
} satisfies Record<keyof HostFacts, z.ZodType>)

const heartbeat = z.object({
  facts,
  guests: z.array(z.tuple([serverId, power])).max(mostGuests),
  disks: z.array(serverId).max(mostGuests),
})

const figure = z.number().nullable()
const figures = <Name extends string, Value extends z.ZodType>(names: readonly Name[], value: Value) =>
  z.object(eachOf(names, () => value))

const measured = z
  .object({
    ageMs: count,
    guests: z.array(serverId).max(mostGuests),
    figures: figures(figureNames, z.array(figure).max(mostGuests)),
    host: figures(hostFigureNames, figure).optional(),
  })
  .refine(
    (report) => Object.values(report.figures).every((list) => list.length === report.guests.length),
    'Each figure has a value for each guest.',
  )

const powerChange = z.object({ serverId, power })

export interface ReportParts {
  reports: HeardReports
  /** Where the control processes of the cloud can be reached now. */
  controls(): Promise<readonly string[]>
}

/** Takes what agents report. Of which host it is says the connection, and never the report. */
export function reportRoutes({ reports, controls }: ReportParts): Hono<ControlEnv> {
  return new Hono<ControlEnv>()
    .use(atMostBytes(longestReportBytes))
    .post('/heartbeat', async (c) => {
      const report = await readBody(c.req.raw, heartbeat)
      // A host that could not do what it is told must not be given servers.
      refuseOtherContract(report.facts.contractVersion)
      await reports.heartbeat({ ...speakerOf(c), ...report } as Parameters<HeardReports['heartbeat']>[0])
      return c.json({ contractVersion: commandContractVersion, controls: await controls() } satisfies HeartbeatResponse)
    })
    .post('/measured', async (c) => {
      const report = await readBody(c.req.raw, measured)
      await reports.measured({ ...speakerOf(c), ...(report as Omit<GuestMeasurements, 'hostName'>) })
      return c.body(null, 204)
    })
    .post('/power', async (c) => {
      await reports.powerChanged({ ...speakerOf(c), ...(await readBody(c.req.raw, powerChange)) })
      return c.body(null, 204)
    })
}
