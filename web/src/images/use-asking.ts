import { useScope } from '#shared/scope'
import { useRefusalBy } from '#ui/permit'
import type { Asking } from './image-permits.ts'

/** Who asks on this page. */
export function useAsking(): Asking {
  const scope = useScope()
  const permit = useRefusalBy()
  return {
    projectId: scope.kind === 'project' ? scope.id : null,
    isAdmin: scope.isAdmin,
    permit,
  }
}
