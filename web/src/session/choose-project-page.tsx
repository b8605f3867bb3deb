import { safeBack } from '@kilonova/bff/request/safe-back'
import { Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconChevronRight, IconSearch } from '@tabler/icons-react'
import { Suspense, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import type { SessionView } from '#shared/bff'
import { paths } from '#shared/paths'
import { lastProject, slugIn, useSession } from '#shared/session'
import { useSignOut } from '#shared/use-sign-out'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import { Loading } from '#ui/loading'
import { useFirstFocus } from '#ui/use-first-focus'
import { SessionPage } from './session-page.tsx'

export default function ChooseProjectPage() {
  return (
    <Suspense fallback={<Loading />}>
      <Choice />
    </Suspense>
  )
}

/** From how many projects on a person looks for one by its name. */
const manyProjects = 8

function Choice() {
  const session = useSession()
  const [search, setSearch] = useState('')
  const first = useFirstFocus()
  if (session.projects.length === 0)
    return (
      <SessionPage
        title={t('No project yet')}
        text={t(
          '{{name}} is not a member of any project. Ask an administrator to add you to one, then reload this page.',
          {
            name: session.user.name,
          },
        )}
      >
        <WaysOut session={session} />
      </SessionPage>
    )
  const found = session.projects.filter(({ name }) => name.toLowerCase().includes(search.trim().toLowerCase()))
  return (
    <SessionPage
      title={t('Choose a project')}
      text={t('Servers, images and networks belong to a project. You can switch projects at the top of every page.')}
    >
      <Stack gap="sm">
        {session.projects.length > manyProjects && (
          <TextInput
            aria-label={t('Find a project')}
            placeholder={t('Find a project')}
            leftSection={<IconSearch size={16} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            ref={first}
          />
        )}
        <ProjectLinks session={session} projects={found} />
        <WaysOut session={session} />
      </Stack>
    </SessionPage>
  )
}

/** Where somebody goes who goes to none of them. */
function WaysOut({ session }: { session: SessionView }) {
  const signOut = useSignOut()
  return (
    <Group gap="xs" justify="center">
      {session.administration && (
        <LinkButton to={paths.admin()} variant="subtle" size="xs">
          {t('Administration')}
        </LinkButton>
      )}
      <Button variant="subtle" size="xs" onClick={signOut}>
        {t('Sign out')}
      </Button>
    </Group>
  )
}

function ProjectLinks({ session, projects }: { session: SessionView; projects: SessionView['projects'] }) {
  const [params] = useSearchParams()
  const last = lastProject(session.projects)
  if (projects.length === 0) return <Text size="sm">{t('No project has this name.')}</Text>
  return (
    <ul className="choice-list" aria-label={t('Projects')}>
      {projects.map((project) => (
        <li key={project.id}>
          <Link to={inProject(slugIn(session, project), params.get('back'))} className="choice-link">
            <span className="clip">{project.name}</span>
            <Text size="xs" c="dimmed" component="span" className="nowrap">
              {project.id === last?.id ? t('Last used') : project.roles.join(', ')}
            </Text>
            <IconChevronRight size={16} aria-hidden />
          </Link>
        </li>
      ))}
    </ul>
  )
}

/** The page that was asked for before a project was chosen, in that project; its home if it is of another. */
function inProject(slug: string, back: string | null): string {
  const path = safeBack(back)
  return /^\/(p|admin|me|projects|go)(\/|$)/.test(path) || path === '/'
    ? paths.project(slug)
    : paths.project(slug) + path
}
