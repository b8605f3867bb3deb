import { Button, Group, Select } from '@mantine/core'
import { IconDeviceDesktop, IconPlus, IconSearch, IconServer } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { paths } from '#app/paths'
import { ActionsMenu, type MenuAction } from '#ui/actions-menu'
import { DataTable } from '#ui/data-table'
import { EmptyState } from '#ui/empty-state'
import { LinkButton } from '#ui/link-button'
import { Loading } from '#ui/loading'
import { PageHeader } from '#ui/page-header'
import { SearchField } from '#ui/search-field'
import { ServerBulkBar } from './server-bulk-bar.tsx'
import { serverColumns } from './server-columns.tsx'
import { serversQuery, type ServerListQuery } from './server-queries.ts'
import { statusChoices } from './server-status.ts'
import { useListQuery } from './use-list-query.ts'
import { useServerActions } from './use-server-actions.tsx'

export default function ServerListPage() {
  const [list, setList] = useListQuery()
  const navigate = useNavigate()
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const actions = useServerActions()
  // The page before stays while the next one comes: typing in the search must not blank the table.
  const { data } = useQuery({ ...serversQuery(list), placeholderData: keepPreviousData, throwOnError: true })
  if (!data) return <Loading />
  const consoleAction = ({ id }: { id: string }): MenuAction => ({
    label: 'Console',
    icon: <IconDeviceDesktop size={16} aria-hidden />,
    group: 'See',
    onClick: () => void navigate(paths.serverConsole(id)),
  })
  const create = (
    <LinkButton to={paths.serverCreate()} leftSection={<IconPlus size={16} aria-hidden />}>
      Create server
    </LinkButton>
  )
  return (
    <>
      <PageHeader title="Servers">{create}</PageHeader>
      <Group gap="xs" mb="md">
        <SearchField
          label="Search servers"
          placeholder="Name or address"
          value={list.search ?? ''}
          onChange={(search) => setList({ search })}
        />
        <Select
          aria-label="Status"
          placeholder="Any status"
          clearable
          w={200}
          data={statusChoices}
          value={list.status ?? null}
          onChange={(status) => setList({ status: status ?? '' })}
        />
      </Group>
      <ServerBulkBar
        servers={data.servers.filter(({ id }) => selected.has(id))}
        onClear={() => setSelected(new Set())}
      />
      <DataTable
        label="Servers"
        rows={data.servers}
        columns={serverColumns}
        rowKey={(server) => server.id}
        sort={{ key: list.sort, direction: list.direction }}
        onSort={({ key, direction }) => setList({ sort: key as typeof list.sort, direction })}
        renderActions={(server) => (
          <ActionsMenu of={server.name} actions={[consoleAction(server), ...actions.menuOf(server)]} />
        )}
        selection={{ keys: selected, onChange: setSelected, nameOf: ({ name }) => name }}
        whenEmpty={
          list.search || list.status ? (
            <EmptyState icon={<IconSearch />} title={nothingTitle(list)}>
              <Button variant="default" onClick={() => setList({ search: '', status: '' })}>
                Clear the search
              </Button>
            </EmptyState>
          ) : (
            <EmptyState
              icon={<IconServer />}
              title="No servers yet"
              text="A server is a virtual machine that boots from an image. It takes less than a minute."
            >
              {create}
            </EmptyState>
          )
        }
      />
      {(list.marker ?? data.nextMarker) && (
        <Group justify="flex-end" mt="md" component="nav" aria-label="Pages">
          <Button variant="default" disabled={!list.marker} onClick={() => void navigate(-1)}>
            Previous page
          </Button>
          <Button
            variant="default"
            disabled={!data.nextMarker}
            onClick={() => setList({ marker: data.nextMarker ?? '' })}
          >
            Next page
          </Button>
        </Group>
      )}
      {actions.dialogs}
    </>
  )
}

const nothingTitle = ({ search, status }: ServerListQuery): string => {
  const asked = [...(status ? [`is ${status}`] : []), ...(search ? [`matches “${search}”`] : [])]
  return `No server ${asked.join(' and ')}`
}
