/** What of an image decides who may see it. */
export interface OwnedImage {
  project_id: string
  visibility: string
}

/** Whether a project sees an image: what is neither its own nor offered does not exist for it, unless it is shared with it. */
export const isSeenFrom = (projectId: string | null, image: OwnedImage): boolean =>
  image.visibility === 'public' || image.visibility === 'community' || projectId === image.project_id
