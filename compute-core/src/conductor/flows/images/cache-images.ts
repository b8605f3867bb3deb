import { accountOf } from '#platform/errors'
import { defineFlow, nothingToUndo } from '#platform/flow/define-flow'
import type { ImageId } from '#platform/ids'
import { commandImage } from '../../guest-command.ts'
import { command, type Conductor } from '../../conductor.ts'

/** What cache-images is told: one host, and what it shall have. */
export interface CacheImagesParams {
  hostName: string
  imageIds: readonly ImageId[]
}

/** What came of one image on a host. */
type CacheOutcome = 'cached' | 'existing' | 'error'

/** Has a host fetch images into its cache, one after the other; one that cannot be fetched does not keep the others from it. */
export const cacheImages = defineFlow<Conductor, CacheImagesParams>('cache-images').step('fetch', {
  async run(io, { hostName, imageIds, flowId, requestId }) {
    const outcomes: Record<string, CacheOutcome> = {}
    for (const imageId of imageIds) {
      const outcome = await fetchImage(io, hostName, imageId, `${flowId}:fetch:${imageId}`)
      outcomes[imageId] = outcome
      io.log.info({ hostName, imageId, outcome, requestId }, 'image pre-cached')
    }
    return outcomes
  },
  undo: nothingToUndo('an image that nobody needs goes from the cache by itself'),
})

async function fetchImage(io: Conductor, hostName: string, imageId: ImageId, commandId: string): Promise<CacheOutcome> {
  try {
    const image = await io.images.find(imageId)
    if (image?.status !== 'active') throw new Error(`Image ${imageId} is ${image?.status ?? 'gone'}.`)
    return (await command(io, hostName, 'image-cache', commandId, { image: commandImage(image) })).outcome
  } catch (error) {
    const { sentence, detail } = accountOf(error as Error)
    io.log.warn({ hostName, imageId, err: error, detail }, `image not pre-cached: ${sentence}`)
    return 'error'
  }
}
