import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'

const rateBudget = z.strictObject({ requests: z.number().int().min(1), seconds: z.number().int().min(1) }).optional()
const port = z.coerce.number().int().min(0).max(65535)

/**
 * Every setting with its default and what it means. A name that Nova has is Nova's. The file is `kilonova.json` in the data
 * folder; an environment variable wins over it.
 */
export const settings = z.strictObject({
  port: port.default(8774).describe('TCP port for the dashboard and all APIs.'),
  host: z.string().default('0.0.0.0').describe('Address to listen on.'),
  public_url: z
    .url()
    .optional()
    .describe('How clients reach this cloud, for the catalog; by default what they asked for.'),
  database_url: z.string().optional().describe('PostgreSQL 15 or newer; by default one embedded in the data folder.'),
  driver: z
    .enum(['libvirt', 'fake'])
    .default('libvirt')
    .describe('`fake` is for tests and scale runs: its guests do not exist.'),
  fake_hosts: z.coerce.number().int().min(1).max(10_000).default(1).describe('How many hosts the fake driver has.'),
  libvirt_uri: z.string().optional().describe('qemu:///system as root, qemu:///session otherwise.'),
  guest_image_dir: z
    .string()
    .optional()
    .describe('Where the small guest image is made and kept; a folder in the data folder by default.'),
  log_level: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']).default('info').describe('pino level.'),
  max_limit: z.coerce.number().int().min(1).default(1000).describe('[api]max_limit: default and cap of a page.'),
  shutdown_timeout: z.coerce.number().int().min(0).default(60).describe('Seconds a guest has to shut down.'),
  shelved_offload_time: z.coerce
    .number()
    .int()
    .min(-1)
    .default(0)
    .describe('Seconds a shelved server keeps its place on its host; 0 gives it up at once, -1 never.'),
  wait_soft_reboot_seconds: z.coerce
    .number()
    .int()
    .min(0)
    .default(120)
    .describe('Seconds a guest has before a soft reboot becomes a hard one.'),
  rescue_image_id: z.uuid().optional().describe("Image that servers are rescued with; by default each one's own."),
  cpu_dedicated_set: z
    .string()
    .regex(/^\d+(-\d+)?(,\d+(-\d+)?)*$/)
    .optional()
    .describe(
      '[compute]cpu_dedicated_set: CPUs for guests with hw:cpu_policy=dedicated, as in 2-7,9; none by default.',
    ),
  cpu_allocation_ratio: z.coerce.number().positive().default(4).describe('vCPUs given out for each that the host has.'),
  ram_allocation_ratio: z.coerce
    .number()
    .positive()
    .default(1)
    .describe('Memory given out for each MB that the host has.'),
  disk_allocation_ratio: z.coerce
    .number()
    .positive()
    .default(1)
    .describe('Disk given out for each GB that the host has.'),
  reserved_host_memory_mb: z.coerce.number().int().min(0).default(512).describe('Memory kept for the host.'),
  reserved_host_disk_mb: z.coerce.number().int().min(0).default(0).describe('Disk kept for the host.'),
  resize_confirm_window: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Seconds after which a resize confirms itself; 0 is never.'),
  reclaim_instance_interval: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Seconds for which a deleted server can be restored; 0 deletes at once.'),
  token_expiration: z.coerce
    .number()
    .int()
    .min(60)
    .default(3600)
    .describe('[token]expiration: seconds a token is good for.'),
  service_down_time: z.coerce
    .number()
    .int()
    .min(1)
    .default(60)
    .describe('Seconds without a heartbeat until a host counts as down.'),
  report_interval: z.coerce.number().int().min(1).default(10).describe('Seconds between heartbeats.'),
  rpc_response_timeout: z.coerce
    .number()
    .int()
    .min(1)
    .default(60)
    .describe('Seconds that a request waits for what a host is to say.'),
  serial_console_enabled: z
    .stringbool()
    .or(z.boolean())
    .default(true)
    .describe('[serial_console]enabled: whether servers have serial consoles to type at.'),
  default_availability_zone: z.string().default('nova').describe('Zone of hosts that are in none.'),
  dhcp_domain: z.string().default('novalocal').describe('Domain of guests in their metadata.'),
  webhook_url: z
    .url({ protocol: /^https?$/ })
    .optional()
    .describe("Where every change of a server is POSTed in the shape of Nova's versioned notifications."),
  webhook_secret: z.string().min(1).optional().describe('Signs what is POSTed (Standard Webhooks, HMAC-SHA256).'),
  rate_limit: z
    .strictObject({ per_user: rateBudget, per_project: rateBudget })
    .prefault({})
    .describe('Requests to the Compute API that are taken of each user and of each project; by default all are.'),
  quota: z
    .strictObject({
      instances: z.number().int().min(-1).default(10),
      cores: z.number().int().min(-1).default(20),
      ram: z.number().int().min(-1).default(51_200),
      key_pairs: z.number().int().min(-1).default(100),
      metadata_items: z.number().int().min(-1).default(128),
      injected_files: z.number().int().min(-1).default(5),
      injected_file_content_bytes: z.number().int().min(-1).default(10_240),
      injected_file_path_length: z.number().int().min(-1).default(255),
      server_groups: z.number().int().min(-1).default(10),
      server_group_members: z.number().int().min(-1).default(10),
    })
    .prefault({})
    .describe('Default limits of a project; -1 is unlimited.'),
})

export type Settings = z.infer<typeof settings>

export interface Config extends Settings {
  dataDir: string
  /** From KILONOVA_ADMIN_PASSWORD; otherwise one is generated at the first start. */
  adminPassword: string | undefined
  libvirtUri: string
  isRoot: boolean
}

const fromEnvironment: Readonly<Record<string, keyof Settings>> = {
  KILONOVA_PORT: 'port',
  KILONOVA_HOST: 'host',
  KILONOVA_PUBLIC_URL: 'public_url',
  KILONOVA_DRIVER: 'driver',
  KILONOVA_FAKE_HOSTS: 'fake_hosts',
  KILONOVA_LOG_LEVEL: 'log_level',
  KILONOVA_GUEST_IMAGE_DIR: 'guest_image_dir',
  DATABASE_URL: 'database_url',
  LIBVIRT_URI: 'libvirt_uri',
}

/** The settings from the data folder's `kilonova.json` and the environment; throws one sentence that names the bad setting. */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const isRoot = process.getuid?.() === 0
  const dataDir =
    env['KILONOVA_DATA'] ??
    (isRoot ? '/var/lib/kilonova' : join(env['XDG_DATA_HOME'] ?? join(homedir(), '.local/share'), 'kilonova'))
  const file = join(dataDir, 'kilonova.json')
  const given = { ...readSettings(file) }
  for (const [variable, setting] of Object.entries(fromEnvironment)) if (env[variable]) given[setting] = env[variable]
  const parsed = settings.safeParse(given)
  if (!parsed.success) throw new Error(badSetting(parsed.error, file))
  return {
    ...parsed.data,
    dataDir,
    adminPassword: env['KILONOVA_ADMIN_PASSWORD'] || undefined,
    libvirtUri: parsed.data.libvirt_uri ?? (isRoot ? 'qemu:///system' : 'qemu:///session'),
    isRoot,
  }
}

function readSettings(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {}
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (cause) {
    throw new Error(
      `${file} is not valid JSON: ${(cause as Error).message}. Mend it, or move it away to run with the defaults.`,
      { cause },
    )
  }
  throw new Error(`${file} must hold one JSON object with settings. Mend it, or move it away to run with the defaults.`)
}

function badSetting(error: z.ZodError, file: string): string {
  const issue = error.issues[0]!
  const name = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.')
  const variable = Object.entries(fromEnvironment).find(([, setting]) => setting === name)?.[0]
  const known = issue.code === 'unrecognized_keys' ? ` Known settings: ${Object.keys(settings.shape).join(', ')}.` : ''
  return `Setting ${name} (in ${file}${variable ? ` or ${variable}` : ''}): ${issue.message}.${known}`
}
