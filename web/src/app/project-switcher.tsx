import { Button, Menu } from '@mantine/core'
import { IconCheck, IconChevronDown, IconFolder } from '@tabler/icons-react'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { showRefusal } from '#ui/show-refusal'
import { ask, bff } from './bff.ts'
import { paths } from './paths.ts'
import { rememberProject, sessionQuery, useSession } from './session-query.ts'

/** Shows the project one works in, and changes it. */
export function ProjectSwitcher() {
  const session = useSession()
  const change = useChangeProject(paths.overview())
  return (
    <Menu position="bottom-start" shadow="md" width={240}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconFolder size={14} aria-hidden />}
          rightSection={<IconChevronDown size={14} aria-hidden />}
          aria-label={`Project ${session.project?.name ?? ''}`}
          loading={change.isPending}
          maw={200}
        >
          <span className="clip">{session.project?.name}</span>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>Projects</Menu.Label>
        {session.projects.map((project) => (
          <Menu.Item
            key={project.id}
            leftSection={
              project.id === session.project?.id ? <IconCheck size={14} aria-hidden /> : <span style={{ width: 14 }} />
            }
            onClick={() => change.mutate(project.id)}
            aria-current={project.id === session.project?.id}
          >
            <span className="break">{project.name}</span>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

/** Goes on in another project at `landAt`; nothing of the old one stays in the browser's memory. */
export function useChangeProject(landAt: string) {
  const queryClient = useQueryClient()
  const navigate = useNavigate()
  return useMutation({
    mutationFn: (projectId: string) => ask(bff.session.project.$put({ json: { projectId } })),
    onSuccess: async (session) => {
      if (session.project) rememberProject(session.project.id)
      await navigate(landAt)
      queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'session' })
      queryClient.setQueryData(sessionQuery.queryKey, session)
      notifications.clean()
    },
    onError: (error) => showRefusal('The project was not changed', error),
  })
}
