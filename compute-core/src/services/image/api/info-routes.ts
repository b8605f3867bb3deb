import { z } from 'zod'
import { type ImageQuota, unlimited } from '../image-quota.ts'
import { type ImageUsage, usageOf } from '../store/image-usage.ts'
import { route, type Route } from './route.ts'

const importView = z.strictObject({
  'import-methods': z.strictObject({
    description: z.string(),
    type: z.literal('array'),
    value: z.array(z.string()),
  }),
})

const oneUsage = z.strictObject({ usage: z.int(), limit: z.int() })
const usageView = z.strictObject({
  usage: z.strictObject({
    image_size_total: oneUsage,
    image_count_total: oneUsage,
    image_stage_total: oneUsage,
    image_count_uploading: oneUsage,
  }),
})

/** What a project has of images, in a response. */
export type ImageUsageView = z.output<typeof usageView>

/** What a project has and may have, by the names of Glance's unified limits; sizes are in MiB, and -1 is unlimited. */
const showUsage = ({ bytes, images, uploading }: ImageUsage, quota: ImageQuota): z.input<typeof usageView> => ({
  usage: {
    image_size_total: { usage: Math.floor(bytes / 2 ** 20), limit: quota.image_size_total },
    image_count_total: { usage: images, limit: quota.image_count_total },
    // Nothing is staged: bytes come by PUT on the file.
    image_stage_total: { usage: 0, limit: -1 },
    image_count_uploading: { usage: uploading, limit: quota.image_count_uploading },
  },
})

/** What the service says of itself, and to projects of what they have: images come in by PUT alone. */
export const infoRoutes: readonly Route[] = [
  route('GET /v2/info/import', {
    response: importView,
    summary: 'Lists the methods by which images can be imported.',
    handle: async () => ({
      body: { 'import-methods': { description: 'Import methods available.', type: 'array', value: [] } },
    }),
  }),
  route('GET /v2/info/usage', {
    response: usageView,
    summary: "Shows what the caller's project has of images, and what it may have.",
    async handle({ store: { db, quota = unlimited } }, { caller }) {
      return { body: showUsage(await usageOf(db, caller.projectId ?? ''), quota) }
    },
  }),
]
