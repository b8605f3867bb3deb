import { Button, Stack } from '@mantine/core'
import { IconChevronRight, IconFolder } from '@tabler/icons-react'
import { Suspense } from 'react'
import { useSearchParams } from 'react-router'
import { safeBack } from '#app/paths'
import { useChangeProject } from '#app/project-switcher'
import { useSession } from '#app/session-query'
import { Loading } from '#ui/loading'
import { Doorway } from './doorway.tsx'

export default function ChooseProjectPage() {
  return (
    <Suspense fallback={<Loading />}>
      <Choice />
    </Suspense>
  )
}

function Choice() {
  const session = useSession()
  const [params] = useSearchParams()
  const change = useChangeProject(safeBack(params.get('back')))
  if (session.projects.length === 0)
    return (
      <Doorway
        title="No project yet"
        text={`${session.user.name} is a member of no project. Ask an administrator to add you to one, then reload this page.`}
      >
        {null}
      </Doorway>
    )
  return (
    <Doorway
      title="Choose a project"
      text="Servers, images and networks belong to a project. You can change it later at the top of every page."
    >
      <Stack gap="xs">
        {session.projects.map((project) => (
          <Button
            key={project.id}
            variant="default"
            justify="flex-start"
            styles={{ label: { flex: 1 } }}
            leftSection={<IconFolder size={16} aria-hidden />}
            rightSection={<IconChevronRight size={16} aria-hidden />}
            loading={change.isPending && change.variables === project.id}
            onClick={() => change.mutate(project.id)}
          >
            {project.name}
          </Button>
        ))}
      </Stack>
    </Doorway>
  )
}
