import { ProjectName } from '#ui/name-of'
import { useSession } from './session.ts'

/** The project that something belongs to, by name where it is one of the person's. */
export function OwnerName({ id }: { id: string }) {
  const { projects } = useSession()
  return <ProjectName id={id} name={projects.find((project) => project.id === id)?.name} />
}
