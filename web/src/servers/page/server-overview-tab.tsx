import { Group } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { ServerPage } from '#shared/bff'
import { MakerName, OwnerName } from '#shared/owner-name'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths, useScope } from '#shared/scope'
import { isMoving } from '#shared/server-status'
import { useSession } from '#shared/session'
import { CopyButton } from '#ui/copy-button'
import { DataTable, type Column } from '#ui/data-table'
import { FactList, FactsRail, type Fact } from '#ui/facts'
import { formatGb, formatMb } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { CurrentAction } from './current-action.tsx'
import { RecentActivity } from './recent-activity.tsx'
import { labelFacts } from './server-labels.tsx'
import { serverQuery } from './server-query.ts'

type Server = ServerPage['server']

export default function ServerOverviewTab() {
  const { id = '' } = useParams()
  const { data } = useSuspenseQuery(serverQuery(useBff(), id))
  const { server, actions } = data
  const current = actions[0]
  const paths = usePaths()
  return (
    <div className="split">
      <div className="stack">
        {current && isMoving(server) && <CurrentAction action={current} />}
        <Section title={t('Network')} surface="none">
          <DataTable
            label={t('Addresses')}
            rows={server.addresses}
            columns={addressColumns}
            rowKey={({ network, address }) => `${network} ${address}`}
            whenEmpty={
              <p className="nothing">
                {server.status === 'BUILD'
                  ? t('Addresses appear here once the server has them.')
                  : t('The server is attached to no network.')}
              </p>
            }
          />
        </Section>
        <RecentActivity serverId={id} actions={actions} />
        <Section
          title={t('Labels')}
          beside={
            <Link to={paths.serverSettings(id)} className="link">
              {t('Edit')}
            </Link>
          }
        >
          <div className="facts-inline">
            <FactList facts={labelFacts(server)} />
          </div>
        </Section>
      </div>
      <FactsRail
        label={t('Facts')}
        groups={[
          { title: t('Server'), facts: serverFacts(server, actions) },
          { title: t('Placement'), facts: placeFacts(server) },
        ]}
      />
    </div>
  )
}

type Address = Server['addresses'][number]

const addressColumns: Column<Address>[] = [
  { header: t('Network'), cell: ({ network }) => <span className="break">{network}</span> },
  {
    header: t('Address'),
    cell: ({ address }) => (
      <Group gap={4} wrap="nowrap">
        <span className="mono break">{address}</span>
        <CopyButton value={address} label={t('Copy {{address}}', { address })} isQuiet />
      </Group>
    ),
  },
  {
    header: t('MAC address'),
    hideOn: 'narrow',
    cell: ({ mac }) => (mac ? <span className="mono">{mac}</span> : <span className="dimmed">—</span>),
  },
  { header: t('Version'), hideOn: 'narrow', cell: ({ version }) => `IPv${version}` },
]

const serverFacts = ({ flavor, ...server }: Server, actions: ServerPage['actions']): Fact[] => [
  {
    name: t('Flavor'),
    value: (
      <>
        {flavor.name}
        <div className="dimmed">
          {t('{{vcpus}} vCPU, {{memory}}, {{disk}} disk', {
            vcpus: flavor.vcpus,
            memory: formatMb(flavor.ramMb),
            disk: formatGb(flavor.diskGb),
          })}
        </div>
      </>
    ),
  },
  { name: t('Hostname'), value: server.hostname, copy: server.hostname },
  { name: t('Image'), value: server.image && <ImageName {...server.image} />, copy: server.image?.id },
  { name: t('Key pair'), value: server.keyName && <KeyName name={server.keyName} ownerId={server.owner.id} /> },
  { name: t('Power state'), value: unexpectedPower(server) },
  { name: t('Config drive'), value: server.configDrive && t('Attached') },
  { name: t('Project'), value: <ProjectOf id={server.projectId} /> },
  {
    name: t('Owner'),
    value: <MakerName id={server.owner.id} name={server.owner.name ?? nameIn(actions, server.owner.id)} />,
  },
  { name: t('Created'), value: <RelativeTime at={server.createdAt} /> },
  { name: t('First started'), value: server.launchedAt && <RelativeTime at={server.launchedAt} /> },
  { name: t('Updated'), value: <RelativeTime at={server.updatedAt} /> },
  { name: t('ID'), value: <span className="mono">{server.id}</span>, copy: server.id },
]

/** An image that is gone, or that is shown to the project no more, has no page. */
function ImageName({ id, name }: { id: string; name: string | null }) {
  const to = usePaths().image(id)
  return name === null ? <span className="mono">{id}</span> : <NameLink to={to} name={name} />
}

/** Pages of a project are about no other. */
const ProjectOf = ({ id }: { id: string }) => (useScope().kind === 'admin' ? <OwnerName id={id} /> : null)

/** A key pair is of one person, and has a page for nobody else but administrators. */
function KeyName({ name, ownerId }: { name: string; ownerId: string }) {
  const paths = usePaths()
  const isOfAll = useScope().kind === 'admin'
  const isOwn = useSession().user.id === ownerId
  const to = isOfAll ? adminPaths.userKeyPair(ownerId, name) : isOwn && paths.keyPair(name)
  return to ? <NameLink to={to} name={name} /> : name
}

/** What somebody is called who has done something to the server. */
const nameIn = (actions: ServerPage['actions'], userId: string): string | null =>
  actions.find((action) => action.userId === userId)?.by ?? null

const powerNames: Record<number, string> = {
  0: t('Pending'),
  1: t('Running'),
  3: t('Paused'),
  4: t('Shut down'),
  6: t('Crashed'),
  7: t('Suspended'),
}

const usualPower: Partial<Record<string, number>> = { active: 1, rescued: 1, resized: 1, paused: 3, stopped: 4 }

/** What the host says of the guest, where the status does not say it already. */
function unexpectedPower({ vmState, powerState }: Pick<Server, 'vmState' | 'powerState'>): string | null {
  const usual = usualPower[vmState]
  return usual === undefined || usual === powerState ? null : (powerNames[powerState] ?? String(powerState))
}

const placeFacts = ({ zone, host, hostId, domainName }: Server): Fact[] => [
  { name: t('Zone'), value: zone },
  { name: t('Host'), value: host && <NameLink to={adminPaths.host(host)} name={host} />, copy: host },
  { name: t('libvirt domain'), value: domainName && <span className="mono">{domainName}</span>, copy: domainName },
  { name: t('Host ID'), value: hostId && <span className="mono">{hostId}</span>, copy: hostId },
]
