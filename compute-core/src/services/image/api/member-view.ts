import { z } from 'zod'
import { isoSeconds } from '#platform/clock'
import { type MemberRow, memberStatuses } from '../store/member-store.ts'

/** What a project has said of an image that is shared with it. */
export const memberView = z.strictObject({
  image_id: z.uuid(),
  member_id: z.string(),
  status: z.enum(memberStatuses),
  created_at: z.string(),
  updated_at: z.string(),
  schema: z.string(),
})

export type MemberView = z.output<typeof memberView>

/** A membership as Glance shows it. */
export const showMember = (member: MemberRow): z.input<typeof memberView> => ({
  image_id: member.image_id,
  member_id: member.project_id,
  status: member.status as (typeof memberStatuses)[number],
  created_at: isoSeconds(member.created_at),
  updated_at: isoSeconds(member.updated_at),
  schema: '/v2/schemas/member',
})
