import { existsSync, readFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'
import { z } from 'zod'
import { logLevels } from './log.ts'
import { isAddressOrNetwork } from './http/client-address.ts'
import { processRoles } from './process/control-process.ts'
import { type OidcProvider, oidcProvider } from './oidc-setting.ts'

/** No timer of JavaScript is longer: 24 days. */
const longestTimer = Math.floor((2 ** 31 - 1) / 1000)
const tenYears = 10 * 365 * 24 * 60 * 60
/** No guest is waited for longer, whatever the settings or its image say: a server has to be stopped at last. */
export const longestGraceSeconds = 3600

const seconds = (min: number, max: number) => z.coerce.number().int().min(min).max(max)
const rateBudget = z.strictObject({ requests: z.number().int().min(1), seconds: seconds(1, longestTimer) }).optional()
const port = z.coerce.number().int().min(0).max(65535)

/**
 * Every setting with its default and what it means. A name that Nova has is Nova's. The file is `kilonova.json` in the data
 * folder; an environment variable wins over it.
 */
export const settings = z.strictObject({
  port: port.default(8774).describe('TCP port for the dashboard and all APIs.'),
  host: z.string().default('127.0.0.1').describe('Address to listen on; by default this machine alone reaches it.'),
  agent_port: port
    .default(8790)
    .describe('TCP port, on the same address, on which control and hosts speak to each other; any free one for 0.'),
  public_url: z
    .url()
    .optional()
    .describe('How clients reach this cloud, for the catalog; by default what they asked for.'),
  tls_cert: z
    .string()
    .min(1)
    .optional()
    .describe('PEM file with the certificate for https, and those between it and its authority; read again on change.'),
  tls_key: z
    .string()
    .min(1)
    .optional()
    .describe('PEM file with its private key; by default the port speaks plain http.'),
  tls_self_made: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe('https under a certificate that the cloud makes for itself, where there is none from an authority.'),
  trusted_proxies: z
    .array(z.string().refine(isAddressOrNetwork, 'It must be an address or a network, as in 10.0.0.0/8.'))
    .default([])
    .describe('Addresses and networks of proxies whose X-Forwarded-For is believed; by default none is.'),
  roles: z
    .preprocess(
      (given) => (typeof given === 'string' ? given.split(',').map((role) => role.trim()) : given),
      z.array(z.enum(processRoles)).min(1),
    )
    .default([...processRoles])
    .describe('What this process is for: api, conductor, agent, or some of them; by default all.'),
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
  log_level: z.enum(logLevels).default('info').describe('pino level.'),
  max_limit: z.coerce.number().int().min(1).default(1000).describe('[api]max_limit: default and cap of a page.'),
  shutdown_timeout: seconds(0, longestGraceSeconds).default(60).describe('Seconds a guest has to shut down.'),
  shelved_offload_time: seconds(-1, tenYears)
    .default(0)
    .describe('Seconds a shelved server keeps its place on its host; 0 gives it up at once, -1 never.'),
  wait_soft_reboot_seconds: seconds(0, longestGraceSeconds)
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
  resize_confirm_window: seconds(0, tenYears)
    .default(0)
    .describe('Seconds after which a resize confirms itself; 0 is never.'),
  reclaim_instance_interval: seconds(0, tenYears)
    .default(0)
    .describe('Seconds for which a deleted server can be restored; 0 deletes at once.'),
  resume_guests_state_on_host_boot: z
    .stringbool()
    .or(z.boolean())
    .default(false)
    .describe('Whether servers that ran when their host went down are started again once it is up.'),
  token_expiration: seconds(60, longestTimer).default(3600).describe('[token]expiration: seconds a token is good for.'),
  cloud_name: z
    .string()
    .min(1)
    .max(64)
    .default('Kilonova')
    .describe('What people call this cloud: on the sign-in page.'),
  sign_in_domains: z
    .array(z.string().min(1))
    .optional()
    .describe('The domains that the sign-in page offers; by default it takes any, where there is more than one.'),
  oidc: z
    .array(oidcProvider)
    .refine((all) => new Set(all.map(({ id }) => id)).size === all.length, 'Each provider needs an id of its own')
    .default([])
    .describe('OpenID providers by which people sign in to the dashboard.'),
  session_hours: z.coerce
    .number()
    .positive()
    .max(longestTimer / 3600)
    .default(12)
    .describe('Hours after signing in to the dashboard until one has to sign in again, however active one is.'),
  service_down_time: seconds(1, tenYears)
    .default(60)
    .describe('Seconds without a heartbeat until a host counts as down.'),
  certificate_hours: z.coerce
    .number()
    .min(0.01)
    .max(tenYears / 3600)
    .default(720)
    .describe(
      'Hours for which the certificate of a host or a control process is good; it is renewed at two thirds of them.',
    ),
  report_interval: seconds(1, longestGraceSeconds).default(10).describe('Seconds between heartbeats.'),
  metrics_interval: seconds(0, longestGraceSeconds)
    .default(30)
    .describe('Seconds between measurements of hosts and of what guests use; 0 measures nothing.'),
  metrics_raw_hours: z.coerce
    .number()
    .int()
    .min(2)
    .max(7 * 24)
    .default(6)
    .describe('Hours for which each measurement is kept.'),
  metrics_5min_days: z.coerce
    .number()
    .int()
    .min(1)
    .max(366)
    .default(8)
    .describe('Days for which averages and maxima of 5 minutes are kept.'),
  metrics_hour_days: z.coerce
    .number()
    .int()
    .min(7)
    .max(3660)
    .default(90)
    .describe('Days for which averages and maxima of an hour are kept.'),
  rpc_response_timeout: seconds(1, longestGraceSeconds)
    .default(60)
    .describe('Seconds that a request waits for what a host is to say.'),
  max_waiting_operations: z.coerce
    .number()
    .int()
    .min(1)
    .default(1000)
    .describe('Operations of a project that may wait for their turn; more are refused with a 503 meanwhile.'),
  serial_console_enabled: z
    .stringbool()
    .or(z.boolean())
    .default(true)
    .describe('[serial_console]enabled: whether servers have serial consoles to type at.'),
  default_availability_zone: z.string().default('nova').describe('Zone of hosts that are in none.'),
  aggregate_image_properties_isolation_namespace: z
    .string()
    .min(1)
    .optional()
    .describe('Only metadata of aggregates that begins with this is about what an image is.'),
  aggregate_image_properties_isolation_separator: z
    .string()
    .default('.')
    .describe('What stands between that and the rest of the key.'),
  dhcp_domain: z.string().default('novalocal').describe('Domain of guests in their metadata.'),
  bulk_run_retention_days: z.coerce
    .number()
    .int()
    .min(1)
    .max(3650)
    .default(30)
    .describe('Days for which the result of a bulk run is kept.'),
  audit_retention_days: z.coerce
    .number()
    .int()
    .min(1)
    .max(3660)
    .default(365)
    .describe('Days for which it is kept who did what.'),
  webhook_url: z
    .url({ protocol: /^https?$/ })
    .refine((url) => {
      const { username, password } = new URL(url)
      return username + password === ''
    }, 'A user or a password in the address is sent to nobody. Sign what is POSTed with webhook_secret instead')
    .optional()
    .describe("Where every change of a server is POSTed in the shape of Nova's versioned notifications."),
  webhook_secret: z.string().min(1).optional().describe('Signs what is POSTed (Standard Webhooks, HMAC-SHA256).'),
  filesystem_store_datadir: z
    .string()
    .startsWith('/')
    .optional()
    .describe(
      '[glance_store]: folder with the bytes of every image, which control processes share; by default in the data folder.',
    ),
  image_size_cap: z.coerce
    .number()
    .int()
    .min(1)
    .default(2 ** 40)
    .describe('Bytes that an image may have, as a file and as a guest sees it.'),
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
      image_count_total: z.number().int().min(-1).default(100),
      image_count_uploading: z.number().int().min(-1).default(20),
      image_size_total: z.number().int().min(-1).default(102_400),
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
  /** Where each setting comes from; those that are not named are defaults. */
  sources?: Readonly<Record<string, SettingSource>>
}

/** Where a setting comes from. */
export type SettingSource = { kind: 'file'; file: string } | { kind: 'environment'; variable: string }

/** The setting that each variable sets. */
export const fromEnvironment: Readonly<Record<string, keyof Settings>> = {
  KILONOVA_PORT: 'port',
  KILONOVA_HOST: 'host',
  KILONOVA_AGENT_PORT: 'agent_port',
  KILONOVA_PUBLIC_URL: 'public_url',
  KILONOVA_TLS_CERT: 'tls_cert',
  KILONOVA_TLS_KEY: 'tls_key',
  KILONOVA_TLS_SELF_MADE: 'tls_self_made',
  KILONOVA_ROLES: 'roles',
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
  // Absolute, since libvirt and PostgreSQL have working folders of their own.
  const dataDir = resolve(
    env['KILONOVA_DATA'] ||
      (isRoot ? '/var/lib/kilonova' : join(env['XDG_DATA_HOME'] || join(homedir(), '.local/share'), 'kilonova')),
  )
  const file = join(dataDir, 'kilonova.json')
  const given = { ...readSettings(file) }
  const sources: Record<string, SettingSource> = {}
  for (const name of Object.keys(given)) sources[name] = { kind: 'file', file }
  for (const [variable, setting] of Object.entries(fromEnvironment)) {
    if (!env[variable]) continue
    given[setting] = env[variable]
    sources[setting] = { kind: 'environment', variable }
  }
  const parsed = settings.safeParse(given)
  if (!parsed.success) throw new Error(badSetting(parsed.error, file, sources))
  checkTls(parsed.data, file)
  // Whoever takes any free port runs several on one machine.
  const agentPort = parsed.data.port === 0 && given['agent_port'] === undefined ? 0 : parsed.data.agent_port
  return {
    ...parsed.data,
    agent_port: agentPort,
    oidc: parsed.data.oidc.map((provider) => withSecret(provider, dataDir)),
    dataDir,
    adminPassword: env['KILONOVA_ADMIN_PASSWORD'] || undefined,
    libvirtUri: parsed.data.libvirt_uri ?? (isRoot ? 'qemu:///system' : 'qemu:///session'),
    isRoot,
    sources,
  }
}

/** A provider with the secret that its file has; a relative name is one in the data folder. */
function withSecret(provider: OidcProvider, dataDir: string): OidcProvider {
  const { id, client_secret: secret, client_secret_file: name } = provider
  if (name === undefined) return provider
  const file = resolve(dataDir, name)
  if (secret !== undefined)
    throw new Error(`Setting oidc ${id}: it has both client_secret and client_secret_file. Leave one out.`)
  try {
    return { ...provider, client_secret: readFileSync(file, 'utf8').trim() }
  } catch (cause) {
    throw new Error(`Setting oidc ${id}: ${file} cannot be read. Write the client's secret there.`, { cause })
  }
}

function checkTls({ tls_cert: cert, tls_key: key, tls_self_made: selfMade }: Settings, file: string): void {
  if ((cert === undefined) !== (key === undefined))
    throw new Error(`Settings tls_cert and tls_key (in ${file}) go together: set both, or neither.`)
  if (selfMade && cert !== undefined)
    throw new Error(`Setting tls_self_made (in ${file}): with tls_cert and tls_key there is a certificate already.`)
}

function readSettings(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {}
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Record<string, unknown>
  } catch (cause) {
    throw new Error(
      `${file} is not valid JSON: ${(cause as Error).message}. Correct it, or move it away to run with the defaults.`,
      { cause },
    )
  }
  throw new Error(
    `${file} must hold one JSON object with settings. Correct it, or move it away to run with the defaults.`,
  )
}

function badSetting(error: z.ZodError, file: string, sources: Config['sources']): string {
  const issue = error.issues[0]!
  const name = issue.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue.path.join('.')
  const source = sources?.[String(issue.path[0])]
  const known = issue.code === 'unrecognized_keys' ? ` Known settings: ${Object.keys(settings.shape).join(', ')}.` : ''
  const variable = Object.entries(fromEnvironment).find(([, setting]) => setting === name)?.[0]
  const places = source?.kind === 'environment' ? [source.variable] : [file, ...(variable ? [variable] : [])]
  return `Setting ${name} (in ${places.join(' or ')}): ${issue.message}.${known}`
}
