import { useQuery } from '@tanstack/react-query'
import { NameLink } from '#ui/name-link'
import { PersonName, ProjectName } from '#ui/name-of'
import { accountNameQuery } from './account-names.ts'
import { adminPaths } from './paths.ts'
import { useBff, useScope } from './scope.tsx'
import { useSession } from './session.ts'

interface OwnerNameProps {
  id: string
  /** What it is called, where the page knows that already. */
  name?: string | null | undefined
}

/** The project that something belongs to, by name where it is one of the person's; to administrators any, as the way to its page. */
export function OwnerName({ id, name }: OwnerNameProps) {
  const { projects } = useSession()
  const isOfAll = useScope().kind === 'admin'
  const known = name ?? projects.find((project) => project.id === id)?.name
  const { data } = useQuery({ ...accountNameQuery(useBff(), 'projects', id), enabled: isOfAll && known === undefined })
  const shown = known ?? data
  return isOfAll && shown ? <NameLink to={adminPaths.project(id)} name={shown} /> : <ProjectName id={id} name={shown} />
}

/** Who made something, by name where it is the person; to administrators anybody, as the way to their page. */
export function MakerName({ id, name }: OwnerNameProps) {
  const { user } = useSession()
  const isOfAll = useScope().kind === 'admin'
  const known = name ?? (user.id === id ? user.name : undefined)
  const { data } = useQuery({ ...accountNameQuery(useBff(), 'users', id), enabled: isOfAll && known === undefined })
  const shown = known ?? data
  return isOfAll && shown ? <NameLink to={adminPaths.user(id)} name={shown} /> : <PersonName id={id} name={shown} />
}
