import { Button, Menu, TextInput } from '@mantine/core'
import { IconCheck, IconChevronDown, IconFolder, IconSearch, IconShield } from '@tabler/icons-react'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { paths } from '#shared/paths'
import { useMaybeScope } from '#shared/scope'
import { slugIn, useSession } from '#shared/session'
import { t } from '#ui/i18n'

/** From how many projects on the menu has a field to find one. */
const manyProjects = 8

/** Shows the project of the page, and leads to another or to administration. */
export function ProjectSwitcher() {
  const session = useSession()
  const scope = useMaybeScope()
  const navigate = useNavigate()
  const [search, setSearch] = useState('')
  const name = scope?.kind === 'admin' ? t('Administration') : (scope?.name ?? t('Choose a project'))
  const found = session.projects.filter((project) => project.name.toLowerCase().includes(search.trim().toLowerCase()))
  return (
    <Menu position="bottom-start" shadow="md" width={260} onOpen={() => setSearch('')}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={
            scope?.kind === 'admin' ? <IconShield size={14} aria-hidden /> : <IconFolder size={14} aria-hidden />
          }
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={scope?.kind === 'admin' ? name : t('Project {{name}}', { name })}
          maw={200}
        >
          <span className="clip">{name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown className="project-menu">
        {session.projects.length > manyProjects && (
          <TextInput
            size="xs"
            m={4}
            aria-label={t('Find a project')}
            placeholder={t('Find a project')}
            leftSection={<IconSearch size={14} aria-hidden />}
            value={search}
            onChange={(event) => setSearch(event.currentTarget.value)}
            data-autofocus
          />
        )}
        <Menu.Label>{t('Projects')}</Menu.Label>
        {found.map((project) => {
          const isHere = scope?.kind === 'project' && scope.id === project.id
          return (
            <Menu.Item
              key={project.id}
              leftSection={isHere ? <IconCheck size={14} aria-hidden /> : <span style={{ width: 14 }} />}
              onClick={() => void navigate(paths.project(slugIn(session, project)))}
              aria-current={isHere}
            >
              <span className="break">{project.name}</span>
            </Menu.Item>
          )
        })}
        {session.administration && (
          <>
            <Menu.Divider />
            <Menu.Item
              leftSection={<IconShield size={14} aria-hidden />}
              onClick={() => void navigate(paths.admin())}
              aria-current={scope?.kind === 'admin'}
            >
              {t('Administration')}
            </Menu.Item>
          </>
        )}
      </Menu.Dropdown>
    </Menu>
  )
}
