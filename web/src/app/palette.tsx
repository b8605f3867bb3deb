import '@mantine/spotlight/styles.css'
import { useMantineColorScheme } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Spotlight, spotlight, type SpotlightActionData } from '@mantine/spotlight'
import {
  IconCpu,
  IconFolders,
  IconFolder,
  IconKey,
  IconMoon,
  IconNetwork,
  IconPhoto,
  IconPlugConnected,
  IconPlus,
  IconRuler2,
  IconSearch,
  IconServer,
  IconServer2,
  IconShield,
  IconStack2,
  IconSun,
  IconUser,
  IconUsersGroup,
  type TablerIcon,
} from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useRef, useState, type KeyboardEvent } from 'react'
import { useNavigate, type NavigateFunction } from 'react-router'
import type { Found, SessionView } from '#shared/bff'
import { goQuery, pathTo, tellApart } from './go-query.ts'
import { paths } from '#shared/paths'
import { useMaybeScope } from '#shared/scope'
import { slugIn, useSession } from '#shared/session'
import { t } from '#ui/i18n'
import { bestFor, readWish, type ServerWord, stillMeant } from './palette-words.ts'
import type { Page } from './page.ts'
import { loadAdminPages, usePages } from './pages-of.ts'
import { startOf } from './sections.ts'

interface PaletteProps {
  asked: number
  query: string
  onQuery: (query: string) => void
  /** What is typed from now on is typed into its field. */
  onReady: () => void
}

/** Opens with mod+K: goes to any page, project or thing, and does what is asked for in words: "delete web-5", "dark". It opens each time that `asked` grows. */
export function Palette({ asked, query, onQuery, onReady }: PaletteProps) {
  const navigate = useNavigate()
  const session = useSession()
  const scope = useMaybeScope()
  const { setColorScheme } = useMantineColorScheme()
  const field = useRef<HTMLInputElement>(null)
  const [opened, setOpened] = useState(false)
  useEffect(() => {
    if (asked > 0) spotlight.open()
    if (field.current && field.current === document.activeElement) onReady()
  }, [asked, onReady])
  const { wish, rest } = readWish(query)
  const [sought] = useDebouncedValue(rest, 120)
  const project = scope?.kind === 'project' ? scope.id : undefined
  const { data, isFetching, isPlaceholderData } = useQuery({
    ...goQuery(sought, { project, admin: scope?.kind === 'admin' }),
    enabled: opened && sought.length > 1,
  })
  const answer = sought.length > 1 ? (data?.found ?? []) : []
  const isOlder = isPlaceholderData || sought !== rest
  const found = isOlder ? stillMeant(answer, rest) : answer
  const isSearching = rest.length > 1 && (isFetching || isOlder)
  const typed = query.trim()
  const adminPages = useAdminPages(opened && session.administration !== null && scope?.kind !== 'admin')
  const pages = usePages()
  const groups = [
    {
      group: t('Things'),
      actions: found
        .filter(({ kind }) => !wish || kind === 'server')
        .map((one) => foundAction(one, wish, session, navigate)),
    },
    {
      group: t('Pages'),
      actions: bestFor(typed, pageActions(pages, scope ? startOf(scope) : '/me', navigate)),
    },
    {
      group: t('Administration'),
      actions: typed ? bestFor(typed, pageActions(adminPages, paths.admin(), navigate)) : [],
    },
    { group: t('Projects'), actions: typed ? bestFor(typed, projectActions(session, navigate)) : [] },
    { group: t('Look'), actions: typed ? bestFor(typed, lookActions(setColorScheme)) : [] },
  ].filter(({ actions }) => actions.length > 0)
  return (
    <Spotlight
      shortcut={null}
      query={query}
      onQueryChange={onQuery}
      onSpotlightOpen={() => setOpened(true)}
      onSpotlightClose={() => setOpened(false)}
      actions={groups}
      // What the cloud has found was looked for in its ids and addresses, which are not in its label.
      filter={(_query, all) => all}
      nothingFound={isSearching ? t('Searching') : t('Nothing found')}
      searchProps={{
        ref: field,
        onFocus: onReady,
        placeholder: t('A page, a project, or a thing by name, id or address; “delete web-5”, “dark” …'),
        leftSection: <IconSearch size={18} aria-hidden />,
        'aria-label': t('Go to, or do'),
        onKeyDown: beginFirst,
      }}
      scrollable
      overlayProps={{ backgroundOpacity: 0.45, blur: 0 }}
      attributes={{ content: { 'aria-label': t('Palette') } }}
      maxHeight={420}
    />
  )
}

/** Enter means the first where nothing is chosen: Spotlight forgets its choice when what was found comes later than it was typed. */
function beginFirst({ key, currentTarget }: KeyboardEvent<HTMLInputElement>): void {
  const list = currentTarget.closest('[role="dialog"]')
  if (key !== 'Enter' || list?.querySelector('[data-selected]')) return
  list?.querySelector<HTMLElement>('.mantine-Spotlight-action')?.click()
}

const kindIcons: Record<Found['kind'], TablerIcon> = {
  server: IconServer,
  image: IconPhoto,
  'server-group': IconServer2,
  'key-pair': IconKey,
  network: IconNetwork,
  port: IconPlugConnected,
  host: IconCpu,
  project: IconFolders,
  user: IconUser,
  group: IconUsersGroup,
  role: IconShield,
  flavor: IconRuler2,
  aggregate: IconStack2,
}

function foundAction(
  found: Found,
  wish: ServerWord | undefined,
  session: SessionView,
  navigate: NavigateFunction,
): SpotlightActionData {
  const project = session.projects.find(({ id }) => id === found.projectId)
  const path = pathTo(found, project ? slugIn(session, project) : found.projectId)
  const Icon = kindIcons[found.kind]
  return {
    id: `${found.kind} ${found.id}`,
    label: wish ? t('{{action}} {{server}}', { action: capital(wish.word), server: found.name }) : found.name,
    description: tellApart(found, project?.name),
    leftSection: <Icon size={18} aria-hidden />,
    onClick: () => {
      if (wish && 'tab' in wish.does) return void navigate(`${path}/${wish.does.tab}`)
      // In the history entry and not in the address: a link from elsewhere must not do anything.
      void navigate(path, wish && 'command' in wish.does ? { state: { command: wish.does.command } } : {})
    },
  }
}

const capital = (word: string) => word.charAt(0).toUpperCase() + word.slice(1)

const noPages: readonly Page[] = []

/** The pages of administration, for who looks for one from elsewhere; none until they have come. */
function useAdminPages(isWanted: boolean): readonly Page[] {
  const [pages, setPages] = useState(noPages)
  useEffect(() => {
    // Without them the palette still has all else: it asks again when it is opened the next time.
    if (isWanted) loadAdminPages().then(setPages, () => undefined)
  }, [isWanted])
  return isWanted ? pages : noPages
}

const pageActions = (pages: readonly Page[], start: string, navigate: NavigateFunction): SpotlightActionData[] =>
  pages
    .filter(({ path }) => !path.includes(':'))
    .flatMap(({ path, title, section, words, creates }) => {
      const to = path ? `${start}/${path}` : start
      const page = {
        id: `${start} ${path || '/'}`,
        label: title,
        leftSection: section ? <section.Icon size={18} aria-hidden /> : <IconPlus size={18} aria-hidden />,
        ...(words ? { keywords: [...words] } : {}),
        onClick: () => void navigate(to),
      }
      const creation = {
        id: `${start} ${path} new`,
        label: creates ?? '',
        leftSection: <IconPlus size={18} aria-hidden />,
        onClick: () => void navigate(`${to}?new`),
      }
      return creates === undefined ? [page] : [page, creation]
    })

const projectActions = (session: SessionView, navigate: NavigateFunction): SpotlightActionData[] => [
  ...session.projects.map((project) => ({
    id: `project ${project.id}`,
    label: t('Switch to {{name}}', { name: project.name }),
    keywords: [`switch to ${project.name}`],
    leftSection: <IconFolder size={18} aria-hidden />,
    onClick: () => void navigate(paths.project(slugIn(session, project))),
  })),
  ...(session.administration
    ? [{ id: 'admin', label: t('Administration'), onClick: () => void navigate(paths.admin()) }]
    : []),
]

const lookActions = (choose: (scheme: 'light' | 'dark' | 'auto') => void): SpotlightActionData[] => [
  {
    id: 'dark',
    label: t('Dark'),
    keywords: ['dark'],
    leftSection: <IconMoon size={18} aria-hidden />,
    onClick: () => choose('dark'),
  },
  {
    id: 'light',
    label: t('Light'),
    keywords: ['light'],
    leftSection: <IconSun size={18} aria-hidden />,
    onClick: () => choose('light'),
  },
]
