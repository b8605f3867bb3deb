import type { NetworkView } from '@kilonova/compute-core/services/network/api/network-view'
import { Stack, Text } from '@mantine/core'
import { useSuspenseQuery } from '@tanstack/react-query'
import { useOutletContext } from 'react-router'
import { useBff, useScope } from '#shared/scope'
import { t } from '#ui/i18n'
import { QuotaBar } from '#ui/quota-bar'
import { Section } from '#ui/section'
import { subnetUseQuery } from './network-queries.ts'
import { PortList } from './port-list.tsx'

/** Which addresses of a network are taken, by what, and how many are left. */
export default function NetworkAddressesTab() {
  const network = useOutletContext<NetworkView>()
  const scope = useScope()
  const { data: subnets } = useSuspenseQuery(subnetUseQuery(useBff(), network.id))
  const seesAll = scope.isAdmin || (scope.kind === 'project' && scope.id === network.project_id)
  return (
    <>
      {subnets.length > 0 && (
        <Section title={t('Addresses in use by subnet')}>
          <Stack>
            {!seesAll && (
              <Text size="sm" c="dimmed">
                {t('Counted are the addresses of this project: those of others cannot be seen.')}
              </Text>
            )}
            {subnets.map((subnet) => (
              <QuotaBar
                key={subnet.id}
                label={subnet.name ? `${subnet.name} · ${subnet.cidr}` : subnet.cidr}
                used={subnet.used_ips}
                limit={subnet.total_ips}
              />
            ))}
          </Stack>
        </Section>
      )}
      <PortList network={network} first="address" />
    </>
  )
}
