import type { CommandHandler } from './command-handler.ts'

/** Fetches an image into the host's cache, for the servers to come. */
export const imageCache: CommandHandler<'image-cache'> = {
  subject: ({ image }) => image.id,
  load: 'heavy',
  run: async ({ disks }, { image }) => ({ outcome: await disks.cacheImage(image) }),
}
