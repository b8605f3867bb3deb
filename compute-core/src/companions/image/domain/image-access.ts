import type { Caller } from '#platform/http/caller'

/** What of an image decides who may do what with it. */
export interface OwnedImage {
  project_id: string
  visibility: string
}

const owns = (caller: Caller, image: OwnedImage): boolean => caller.projectId === image.project_id

/** Whether the caller may see an image: what is not theirs and not offered does not exist for them. */
export const canSee = (caller: Caller, image: OwnedImage): boolean =>
  caller.isAdmin || image.visibility === 'public' || image.visibility === 'community' || owns(caller, image)

/** Whether the caller may change or delete an image. */
export const canChange = (caller: Caller, image: OwnedImage): boolean =>
  caller.isAdmin || (owns(caller, image) && caller.roles.includes('member'))
