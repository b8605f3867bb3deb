import { csvLine, csvMark } from '#list/csv'
import type { Period } from './period.ts'
import type { ServerUsage, UsageDay } from './usage-query.ts'

/** Three decimals: a thousandth of an hour is four seconds. */
const rounded = (value: number) => Math.round(value * 1000) / 1000

/** What was used on each day, as a CSV file. */
export const daysCsv = (days: readonly UsageDay[]): string[] => [
  csvMark +
    csvLine(['date', 'servers', 'server_hours', 'vcpu_hours', 'memory_gb_hours', 'disk_gb_hours', 'start', 'end']),
  ...days.map((day) =>
    csvLine([
      day.date,
      day.servers,
      rounded(day.hours),
      rounded(day.vcpu_hours),
      rounded(day.memory_mb_hours / 1024),
      rounded(day.disk_gb_hours),
      inUtc(day.start),
      inUtc(day.stop),
    ]),
  ),
]

/** What each server used in a period, as a CSV file. */
export const serversCsv = (servers: readonly ServerUsage[], { start, stop }: Period): string[] => [
  csvMark +
    csvLine([
      'id',
      'name',
      'flavor',
      'hours',
      'vcpu_hours',
      'memory_gb_hours',
      'disk_gb_hours',
      'started_at',
      'ended_at',
      'state',
      'start',
      'end',
    ]),
  ...servers.map((server) =>
    csvLine([
      server.instance_id,
      server.name,
      server.flavor,
      rounded(server.hours),
      rounded(vcpuHours(server)),
      rounded(memoryGbHours(server)),
      rounded(server.hours * server.local_gb),
      inUtc(server.started_at),
      server.ended_at && inUtc(server.ended_at),
      server.state,
      start.toISOString(),
      stop.toISOString(),
    ]),
  ),
]

/** The time of a vCPU that a server was promised. */
export const vcpuHours = ({ hours, vcpus }: ServerUsage): number => hours * vcpus
/** The memory that it was promised, over its time. */
export const memoryGbHours = ({ hours, memory_mb }: ServerUsage): number => (hours * memory_mb) / 1024

/** Nova leaves the zone off these times: they are UTC. */
export const inUtc = (time: string): string => (/(Z|[+-]\d\d:?\d\d)$/.test(time) ? time : `${time}Z`)
