import { useScope } from '#shared/scope'
import type { Asking } from './image-permits.ts'

/** Who asks on this page. */
export function useAsking(): Asking {
  const scope = useScope()
  return {
    projectId: scope.kind === 'project' ? scope.id : null,
    isAdmin: scope.isAdmin,
    isMember: scope.isMember,
  }
}
