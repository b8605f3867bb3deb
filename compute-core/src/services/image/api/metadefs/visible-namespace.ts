import { forbidden, notFound } from '#platform/errors'
import type { Target } from '#platform/service/policy-expression'
import { findNamespace, type NamespaceRow } from '../../store/metadef-store.ts'
import type { ImageDeps, RequestContext } from '../route.ts'
import { seesAll } from '../visible-image.ts'

/** The namespace that the address names, if the caller may see it: else there is none. */
export async function visibleNamespace(
  deps: ImageDeps,
  context: RequestContext,
  name = context.params['namespace']!,
): Promise<NamespaceRow> {
  const namespace = await findNamespace(deps.store.db, name)
  const isSeen =
    namespace &&
    (namespace.visibility === 'public' || namespace.project_id === context.caller.projectId || seesAll(context))
  if (!isSeen) throw notFound('Metadata namespace', name)
  return namespace
}

/** A namespace as the policy's rules are asked about it. */
export const targetOf = ({ project_id: owner, visibility }: NamespaceRow): Target => ({
  projectId: owner,
  attributes: { owner, visibility },
})

/** The namespace that the address names as the policy's rules are asked about it; a 404 for one that the caller does not see. */
export const namespaceTarget = async (deps: ImageDeps, context: RequestContext): Promise<Target> =>
  targetOf(await visibleNamespace(deps, context))

/** A 403 for what must stay as it is. */
export function assertUnprotected({ namespace, protected: isProtected }: NamespaceRow): void {
  if (isProtected)
    throw forbidden(
      `Metadata namespace ${namespace} is protected: nothing of it can be deleted. Set protected to false first.`,
    )
}
