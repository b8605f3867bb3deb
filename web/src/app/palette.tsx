import { Spotlight, spotlight, type SpotlightActionData } from '@mantine/spotlight'
import {
  IconKey,
  IconLayoutDashboard,
  IconPhoto,
  IconPlus,
  IconSearch,
  IconServer,
  IconServer2,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate, type NavigateFunction } from 'react-router'
import { ask, bff, type ServerRow } from './bff.ts'
import { paths } from './paths.ts'

/** Opens the palette. */
export const openPalette = (): void => spotlight.open()

/** mod+K: goes to any page, and to any server by name or address. */
export function Palette() {
  const navigate = useNavigate()
  const [query, setQuery] = useState('')
  const [opened, setOpened] = useState(false)
  const { data } = useQuery({
    queryKey: ['servers', { palette: query }],
    queryFn: () => ask(bff.servers.$get({ query: { search: query, limit: '8' } })),
    enabled: opened,
    placeholderData: (before) => before,
  })
  return (
    <Spotlight
      shortcut={['mod + K']}
      query={query}
      onQueryChange={setQuery}
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => setOpened(false)}
      actions={[
        { group: 'Pages', actions: pageActions(navigate) },
        { group: 'Servers', actions: (data?.servers ?? []).map((server) => serverAction(server, navigate)) },
      ]}
      nothingFound="Nothing found"
      searchProps={{
        placeholder: 'Go to a page or a server',
        leftSection: <IconSearch size={18} aria-hidden />,
        'aria-label': 'Go to a page or a server',
      }}
      scrollable
      maxHeight={420}
    />
  )
}

const pages = [
  { id: 'overview', label: 'Overview', to: paths.overview(), Icon: IconLayoutDashboard },
  { id: 'servers', label: 'Servers', to: paths.servers(), Icon: IconServer },
  { id: 'create', label: 'Create server', to: paths.serverCreate(), Icon: IconPlus },
  { id: 'server-groups', label: 'Server groups', to: paths.serverGroups(), Icon: IconServer2 },
  { id: 'images', label: 'Images', to: paths.images(), Icon: IconPhoto },
  { id: 'key-pairs', label: 'Key pairs', to: paths.keyPairs(), Icon: IconKey },
]

const pageActions = (navigate: NavigateFunction): SpotlightActionData[] =>
  pages.map(({ id, label, to, Icon }) => ({
    id,
    label,
    leftSection: <Icon size={18} aria-hidden />,
    onClick: () => void navigate(to),
  }))

const serverAction = (server: ServerRow, navigate: NavigateFunction): SpotlightActionData => ({
  id: server.id,
  label: server.name,
  description: [server.status, ...server.addresses.map(({ address }) => address)].join(' · '),
  leftSection: <IconServer size={18} aria-hidden />,
  onClick: () => void navigate(paths.server(server.id)),
})
