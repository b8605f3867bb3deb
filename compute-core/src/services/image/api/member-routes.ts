import { z } from 'zod'
import { CloudError, conflict, forbidden, notFound } from '#platform/errors'
import { inPath } from '#platform/service/fields'
import { readAs } from '#platform/service/read-as'
import { text } from '../domain/image-attributes.ts'
import { type ImageRow, lockImage } from '../store/image-store.ts'
import {
  deleteMember,
  findMember,
  insertMember,
  listMembers,
  type MemberRow,
  memberStatuses,
  setMemberStatus,
} from '../store/member-store.ts'
import { memberView, showMember } from './member-view.ts'
import { type ImageDeps, type RequestContext, route, type Route, routeWithBody } from './route.ts'
import { imageTarget, seesAll, visibleImage } from './visible-image.ts'

/** Glance's image_member_quota. */
const maxMembers = 128

const newMember = z.object({ member: inPath(text(255).min(1)) })
const newStatus = z.object({ status: z.enum(memberStatuses) })

/** The projects with which the owner of an image shares it. */
export const memberRoutes: readonly Route[] = [
  routeWithBody('POST /v2/images/:id/members', readAs(newMember), {
    rule: 'add_member',
    target: imageTarget,
    response: memberView,
    summary: 'Shares an image with a project, which sees it from now on and lists it once it has accepted.',
    handle: addMember,
  }),
  route('GET /v2/images/:id/members', {
    rule: 'get_members',
    target: imageTarget,
    response: z.strictObject({ members: z.array(memberView), schema: z.string() }),
    summary: 'Lists the projects with which an image is shared; who is one of them sees no others.',
    async handle(deps, context) {
      const image = await sharedImage(deps, context)
      const members = await listMembers(deps.store.db, image.id)
      const seen = members.filter(({ project_id: member }) => maySee(context, image, member))
      return { body: { members: seen.map(showMember), schema: '/v2/schemas/members' } }
    },
  }),
  route('GET /v2/images/:id/members/:member', {
    rule: 'get_member',
    target: imageTarget,
    response: memberView,
    summary: 'Shows what a project has said of an image that is shared with it.',
    async handle(deps, context) {
      const image = await visibleImage(deps, context)
      const member = image.visibility === 'shared' ? await memberOf(deps, context, image) : undefined
      if (!member) throw noMember(context)
      return { body: showMember(member) }
    },
  }),
  routeWithBody('PUT /v2/images/:id/members/:member', readAs(newStatus), {
    rule: 'modify_member',
    target: imageTarget,
    response: memberView,
    summary: 'Accepts an image that is shared with the own project, or rejects it.',
    async handle(deps, context, { status }) {
      const image = await sharedImage(deps, context)
      const member = await memberOf(deps, context, image)
      const changed = member && (await setMemberStatus(deps.store.db, image.id, member.project_id, status))
      if (!changed) throw noMember(context)
      return { body: showMember(changed) }
    },
  }),
  route('DELETE /v2/images/:id/members/:member', {
    rule: 'delete_member',
    target: imageTarget,
    success: 204,
    summary: 'Shares an image no longer with a project.',
    async handle(deps, context) {
      const image = await sharedImage(deps, context)
      if (!(await deleteMember(deps.store.db, image.id, context.params['member']!))) throw noMember(context)
      return { status: 204 }
    },
  }),
]

async function addMember(deps: ImageDeps, context: RequestContext, { member }: z.output<typeof newMember>) {
  const { id } = await sharedImage(deps, context)
  const added = await deps.store.db.transaction().execute(async (tx) => {
    // Two at once must not both find room for one more, and an image that is made private meanwhile gets no members.
    const image = await lockImage(tx, id)
    if (!image) throw notFound('Image', id)
    assertShared(image)
    if ((await listMembers(tx, id)).length >= maxMembers)
      throw new CloudError({
        kind: 'too-large',
        message: `An image is shared with ${maxMembers} projects at most. Remove one first.`,
      })
    return insertMember(tx, id, member)
  })
  if (!added) throw conflict(`Image ${id} is shared with project ${member} already.`, 'Nothing has to be done.')
  return { body: showMember(added) }
}

/** The image that the address names; a 403 for one that is not shared with projects one by one. */
async function sharedImage(deps: ImageDeps, context: RequestContext): Promise<ImageRow> {
  const image = await visibleImage(deps, context)
  assertShared(image)
  return image
}

function assertShared({ id, visibility }: ImageRow): void {
  if (visibility !== 'shared')
    throw forbidden(
      `Only shared images have members, and image ${id} is ${visibility}. Set its visibility to shared first.`,
    )
}

/** The membership that the address names, if the caller may know of it. */
async function memberOf(deps: ImageDeps, context: RequestContext, image: ImageRow): Promise<MemberRow | undefined> {
  const member = context.params['member']!
  return maySee(context, image, member) ? findMember(deps.store.db, image.id, member) : undefined
}

/** With whom else an image is shared is its owner's business. */
const maySee = (context: RequestContext, image: ImageRow, member: string): boolean =>
  seesAll(context) || [image.project_id, member].includes(context.caller.projectId ?? '')

const noMember = ({ params }: RequestContext) =>
  notFound(`Among the members of image ${params['id']}, project`, params['member']!)
