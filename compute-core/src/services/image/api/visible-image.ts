import { notFound } from '#platform/errors'
import { isUuid } from '#platform/ids'
import type { Target } from '#platform/service/policy-expression'
import { findImage, type ImageRow } from '../store/image-store.ts'
import { isShownTo } from '../store/member-store.ts'
import type { ImageDeps, RequestContext } from './route.ts'

/** The image that the address names, if the caller may see it: else there is none. */
export async function visibleImage(deps: ImageDeps, context: RequestContext): Promise<ImageRow> {
  const id = context.params['id']!
  const image = await findVisible(deps, context, id)
  if (!image) throw notFound('Image', id)
  if (image.name !== null) context.note({ target: { name: image.name } })
  return image
}

/** The image of this id; undefined when there is none that the caller may see. */
export async function findVisible(deps: ImageDeps, context: RequestContext, id: string): Promise<ImageRow | undefined> {
  const image = isUuid(id) ? await findImage(deps.store.db, id) : undefined
  if (!image || !(seesAll(context) || (await isShownTo(deps.store.db, context.caller.projectId, image))))
    return undefined
  return mayGet(context, image) ? image : undefined
}

/** Whether the policy lets the caller have an image that is there for them: it may withhold some. */
export const mayGet = (context: RequestContext, image: ImageRow): boolean =>
  context.may('get_image', targetFor(context, image))

/** Whether the caller sees the images of every project. */
export const seesAll = (context: RequestContext): boolean => context.caller.seesAll

/** An image as the policy's rules are asked about it. */
export const targetOf = ({ project_id: owner, visibility }: Pick<ImageRow, 'project_id' | 'visibility'>): Target => ({
  projectId: owner,
  attributes: { owner, visibility },
})

/** An image that is there for the caller, as the policy's rules are asked about it. */
function targetFor(context: RequestContext, image: ImageRow): Target {
  const { projectId: own } = context.caller
  const target = targetOf(image)
  // What is shared and somebody else's is there for members alone, and for whoever sees all.
  const isMember = image.visibility === 'shared' && image.project_id !== own && !seesAll(context)
  return isMember ? { ...target, attributes: { ...target.attributes, member_id: own } } : target
}

/** The image that the address names as the policy's rules are asked about it; a 404 for one that the caller does not see. */
export const imageTarget = async (deps: ImageDeps, context: RequestContext): Promise<Target> =>
  targetFor(context, await visibleImage(deps, context))
