import type { OverviewView } from '@kilonova/compute-core/api/kilonova/overview/overview-schema'
import type { CloudHome } from '#shared/bff'
import { adminPaths, type Paths } from '#shared/paths'
import { className, formatOf, inClassOrder } from '#shared/resource-classes'
import { levelOf } from '#ui/bars'
import { formatAgo, formatShare } from '#ui/format'
import { t } from '#ui/i18n'
import { type AttentionRow, serverRows } from './attention.ts'

/** What administrators have to see to first: what does not answer, what is down, what runs out, and then servers. */
export function cloudAttentionRows(home: CloudHome, paths: Paths, now: Date): AttentionRow[] {
  const overview = home.overview.value
  return [
    ...serviceRows(home.services),
    ...(overview
      ? [...controlRows(overview), ...hostRows(overview, now), ...capacityRows(overview), ...flowRows(overview, paths)]
      : []),
    ...serverRows(home, paths, now),
  ]
}

const serviceNames: Readonly<Record<string, string>> = {
  identity: t('Identity'),
  image: t('Images'),
  network: t('Networks'),
  placement: t('Placement'),
}

/** What people call a service. */
export const serviceName = (service: string): string => serviceNames[service] ?? service

const serviceRows = (services: CloudHome['services']): AttentionRow[] =>
  services.flatMap(({ service, error }) =>
    error
      ? [
          {
            key: `service ${service}`,
            tone: 'bad' as const,
            name: serviceName(service),
            text: t('The service does not answer: {{message}}', { message: error.message }),
            detail: error.message,
            remedy: { label: t('See the services'), to: adminPaths.services() },
          },
        ]
      : [],
  )

/** A control process that has ended without a word; others go on with what it had in hand. */
const controlRows = ({ control }: OverviewView): AttentionRow[] =>
  control.down === 0
    ? []
    : [
        {
          key: 'control',
          tone: 'bad',
          name: '',
          text: t('{{count}} services of the control are down: a control process has ended.', { count: control.down }),
          remedy: { label: t('See the services'), to: adminPaths.services('state:down -binary:nova-compute') },
        },
      ]

function hostRows({ hosts, down }: OverviewView, now: Date): AttentionRow[] {
  const rows = down.map(({ host, forced_down: isForced, updated_at: at, servers }): AttentionRow => ({
    key: `host ${host}`,
    // Somebody has said so, and knows of it.
    tone: isForced ? 'warn' : 'bad',
    name: host,
    to: adminPaths.host(host),
    text: [
      isForced
        ? t('This host was forced down.')
        : t('This host is down: last heard {{when}}.', { when: formatAgo(new Date(at), now) }),
      ...(servers > 0 ? [t('{{count}} servers are on it.', { count: servers })] : []),
    ].join(' '),
    remedy: { label: t('See the host'), to: adminPaths.host(host) },
  }))
  const more = hosts.down - down.length
  if (more > 0)
    rows.push({
      key: 'more hosts',
      tone: 'bad',
      name: '',
      text: t('{{count}} more hosts are down.', { count: more }),
      remedy: { label: t('Show all'), to: adminPaths.hosts('state:down') },
    })
  if (hosts.in_service > 0) return rows
  const text =
    hosts.total > 0 ? t('No host takes new servers: each is down or disabled.') : t('There are no hosts yet.')
  const remedy = { label: t('See the hosts'), to: adminPaths.hosts() }
  return [{ key: 'no host', tone: 'bad', name: '', text, remedy }, ...rows]
}

/** What runs out: from 80 % promised on, or where nothing is left on the hosts that take servers. */
const capacityRows = ({ capacity, hosts }: OverviewView): AttentionRow[] =>
  capacity
    .toSorted((a, b) => inClassOrder(a.resource_class, b.resource_class))
    .flatMap(({ resource_class: name, used, limit, free }) => {
      const level = levelOf(limit > 0 ? used / limit : 0)
      const isGone = free === 0 && limit > 0 && hosts.in_service > 0
      if (level === 'fine' && !isGone) return []
      const format = formatOf(name)
      const told = { used: format(used), limit: format(limit), share: formatShare(used / limit), free: format(free) }
      return [
        {
          key: `capacity ${name}`,
          tone: isGone || level === 'red' ? ('bad' as const) : ('warn' as const),
          name: className(name),
          text: t('{{used}} of {{limit}} promised ({{share}}); {{free}} free on hosts that take servers.', told),
          remedy: { label: t('See the hosts'), to: adminPaths.hosts() },
        },
      ]
    })

const flowRows = ({ flows }: OverviewView, paths: Paths): AttentionRow[] =>
  flows.in_trouble === 0
    ? []
    : [
        {
          key: 'flows',
          tone: 'warn',
          name: '',
          text: t('{{count}} flows need a look: they are listed below.', { count: flows.in_trouble }),
          remedy: { label: t('See what runs'), to: paths.activity('outcome:running') },
        },
      ]
