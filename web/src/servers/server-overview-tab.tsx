import { Anchor, SimpleGrid, Stack } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { ServerPage } from '#app/bff'
import { paths } from '#app/paths'
import { ErrorNotice } from '#ui/error-notice'
import { Facts, type Fact } from '#ui/facts'
import { formatMb } from '#ui/format'
import { RelativeTime } from '#ui/relative-time'
import { ActionCard } from './action-card.tsx'
import { useLabelFacts } from './server-labels.tsx'
import { serverQuery } from './server-queries.ts'
import { isMoving } from './server-status.ts'

const powerNames: Record<number, string> = {
  0: 'Pending',
  1: 'Running',
  3: 'Paused',
  4: 'Shut down',
  6: 'Crashed',
  7: 'Suspended',
}

export default function ServerOverviewTab() {
  const { id = '' } = useParams()
  const { data } = useSuspenseQuery(serverQuery(id))
  const { server, fault, actions } = data
  const current = actions[0]
  const labels = useLabelFacts(server)
  return (
    <>
      {fault && (
        <div style={{ marginBottom: 16 }}>
          <ErrorNotice title={`Fault ${fault.code}`} error={{ message: fault.message, requestId: fault.requestId }}>
            {fault.details && (
              <details>
                <summary>Details</summary>
                <pre className="mono break" style={{ whiteSpace: 'pre-wrap' }}>
                  {fault.details}
                </pre>
              </details>
            )}
            <Anchor component={Link} to={paths.serverActions(id)} size="sm" c="inherit" underline="always">
              See at which step
            </Anchor>
          </ErrorNotice>
        </div>
      )}
      {current && (isMoving(server) || current.outcome !== 'done') && (
        <div style={{ marginBottom: 16 }}>
          <ActionCard action={current} />
        </div>
      )}
      <SimpleGrid cols={{ base: 1, md: 2 }}>
        <Stack>
          <Facts title="Labels" facts={labels} />
          <Facts title="Network" facts={networkFacts(server)} />
        </Stack>
        <Stack>
          <Facts title="Server" facts={serverFacts(server)} />
          <Facts title="Where it runs" facts={placeFacts(server)} />
        </Stack>
      </SimpleGrid>
    </>
  )
}

type Server = ServerPage['server']

const serverFacts = ({ flavor, ...server }: Server): Fact[] => [
  {
    name: 'Flavor',
    value: `${flavor.name} (${flavor.vcpus} vCPU, ${formatMb(flavor.ramMb)}, ${flavor.diskGb} GB disk)`,
  },
  { name: 'Image', value: server.image ? (server.image.name ?? server.image.id) : null, copy: server.image?.id },
  { name: 'Key pair', value: server.keyName },
  { name: 'Power', value: powerNames[server.powerState] ?? String(server.powerState) },
  { name: 'Created', value: <RelativeTime at={server.createdAt} /> },
  { name: 'First started', value: server.launchedAt ? <RelativeTime at={server.launchedAt} /> : null },
  { name: 'Changed', value: <RelativeTime at={server.updatedAt} /> },
  { name: 'Owner', value: server.owner },
  { name: 'Config drive', value: server.configDrive ? 'Yes' : 'No' },
  { name: 'Locked', value: server.locked ? (server.lockedReason ?? 'Yes') : 'No' },
]

const networkFacts = ({ addresses, hostname }: Server): Fact[] => [
  { name: 'Host name', value: hostname, copy: hostname },
  ...(addresses.length === 0 ? [{ name: 'Addresses', value: null }] : []),
  ...addresses.map(({ network, address, mac }) => ({
    name: network,
    value: (
      <span className="mono">
        {address}
        {mac && <span className="dimmed"> · {mac}</span>}
      </span>
    ),
    copy: address,
  })),
]

const placeFacts = ({ zone, host, hostId, domainName }: Server): Fact[] => [
  { name: 'Zone', value: zone || null },
  ...(host ? [{ name: 'Host', value: host }] : []),
  ...(domainName
    ? [{ name: 'libvirt domain', value: <span className="mono">{domainName}</span>, copy: domainName }]
    : []),
  { name: 'Host id', value: hostId ? <span className="mono">{hostId}</span> : null, copy: hostId || null },
]
