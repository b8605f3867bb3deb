import type { AggregateView } from '@kilonova/compute-core/api/aggregates/aggregate-schema'
import { IconPlus, IconServer2, IconTrash } from '@tabler/icons-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { adminPaths } from '#shared/paths'
import { useBff } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { ActionsMenu } from '#ui/actions-menu'
import { Confirm } from '#ui/confirm'
import { type Column, DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { Section } from '#ui/section'
import { AddHostsForm } from './add-hosts-form.tsx'
import { useSaveAggregate } from './aggregate-changes.ts'
import { hostChoicesQuery } from './aggregate-query.ts'
import type { HostChoice } from './host-choices.ts'
import { HostState } from './host-state.tsx'

interface MemberRow {
  name: string
  /** What else is known of it; undefined until it is. */
  host: HostChoice | undefined
}

const columns: Column<MemberRow>[] = [
  { header: t('Host'), cell: ({ name }) => <NameLink to={adminPaths.host(name)} name={name} /> },
  { header: t('Status'), cell: ({ host }) => host && <HostState host={host} /> },
  { header: t('Zone'), hideOn: 'narrow', cell: ({ host }) => host?.zone },
  { header: t('Servers'), align: 'right', cell: ({ host }) => host?.servers },
]

/** The hosts of an aggregate: which there are, and the way in and out. */
export function AggregateHosts({ aggregate }: { aggregate: AggregateView }) {
  const { data: hosts = [] } = useQuery(hostChoicesQuery(useBff()))
  const [isAdding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState<string | null>(null)
  const rows = aggregate.hosts.map((name) => ({ name, host: hosts.find((host) => host.name === name) }))
  return (
    <>
      <Section
        title={t('Hosts')}
        surface="none"
        beside={
          <ActionButton
            size="xs"
            variant="default"
            leftSection={<IconPlus size={14} aria-hidden />}
            needs="os_compute_api:os-aggregates:add_host"
            onClick={() => setAdding(true)}
          >
            {t('Add hosts')}
          </ActionButton>
        }
      >
        <DataTable
          label={t('Hosts')}
          rows={rows}
          columns={columns}
          rowKey={({ name }) => name}
          renderActions={({ name }) => (
            <ActionsMenu
              of={name}
              actions={[
                {
                  label: t('Remove'),
                  icon: <IconTrash size={16} aria-hidden />,
                  isDangerous: true,
                  needs: 'os_compute_api:os-aggregates:remove_host',
                  onClick: () => setLeaving(name),
                },
              ]}
            />
          )}
          whenEmpty={
            <EmptyState
              icon={<IconServer2 />}
              title={t('No hosts yet')}
              text={t('What the aggregate says holds for the hosts that are added to it.')}
            />
          }
        />
      </Section>
      <AddHostsForm key={String(isAdding)} aggregate={aggregate} opened={isAdding} onClose={() => setAdding(false)} />
      {leaving !== null && <Removal aggregate={aggregate} host={leaving} onClose={() => setLeaving(null)} />}
    </>
  )
}

function Removal({ aggregate, host, onClose }: { aggregate: AggregateView; host: string; onClose: () => void }) {
  const save = useSaveAggregate(aggregate)
  const remove = useMutation({ mutationFn: () => save.removeHost(host), onSuccess: onClose })
  return (
    <Confirm
      title={t('Remove {{host}} from {{name}}?', { host, name: aggregate.name })}
      opened
      onClose={onClose}
      onConfirm={() => remove.mutate()}
      submitLabel={t('Remove host')}
      isPending={remove.isPending}
      error={remove.error}
      isDangerous
    >
      {t('What the aggregate says no longer holds for the host. Its servers stay where they are.')}{' '}
      {aggregate.availability_zone !== null &&
        t('It leaves zone {{zone}}, unless another aggregate has it there.', { zone: aggregate.availability_zone })}
    </Confirm>
  )
}
