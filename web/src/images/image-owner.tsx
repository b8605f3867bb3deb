import { useSession } from '#shared/session'
import { ProjectName } from '#ui/name-of'

/** The project that an image belongs to, by name where it is one of the person's. */
export function ImageOwner({ id }: { id: string }) {
  const { projects } = useSession()
  return <ProjectName id={id} name={projects.find((project) => project.id === id)?.name} />
}
