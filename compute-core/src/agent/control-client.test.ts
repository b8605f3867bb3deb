import { Readable } from 'node:stream'
import { expect, test } from 'vitest'
import { type CloudError, conflict, forbidden, invalid, notFound, overQuota } from '#platform/errors'
import type { ImageId } from '#platform/ids'
import { failed, packFailure } from './commands/command-wire.ts'
import { hostFailure } from './commands/host-failure.ts'
import { controlClient } from './control-client.ts'

const image = { id: 'i' as ImageId, size: 4, grant: 'g' }

/** What control is asked for while a command is under way. */
const asks = {
  state: ({ states }: ReturnType<typeof controlClient>) => states.desired(0),
  image: ({ images }: ReturnType<typeof controlClient>) => images.open(image as never),
  upload: ({ images }: ReturnType<typeof controlClient>) =>
    images.write(
      { ...image, name: 'x' } as never,
      { diskFormat: 'raw', size: 4, open: () => Readable.from(['abcd']) } as never,
    ),
} as const

/** The account that a command gives of what control has answered: what everybody reads, and what administrators do. */
async function accountOf(ask: keyof typeof asks, refusal: CloudError) {
  const client = controlClient({
    fetch: async () => Response.json(failed(refusal), { status: 409 }),
    patienceMs: 0,
    retryEveryMs: 1,
  })
  const error = await asks[ask](client).then(
    () => new Error('It went well.'),
    (thrown: Error) => thrown,
  )
  const { message, failure } = hostFailure('disks-create', packFailure(error))
  return { message, detail: failure.detail }
}

test.each(Object.keys(asks) as (keyof typeof asks)[])(
  'what control refuses a host is for administrators, whatever a command wanted: %s',
  async (ask) => {
    for (const refusal of [
      conflict('Another agent speaks for host r1.', 'Stop one of them: their folders are copies of each other.'),
      forbidden('This cloud has forgotten host r1, or never knew it. Have it join again.'),
      invalid('Control has no GET /x for hosts.'),
    ])
      expect(await accountOf(ask, refusal)).toEqual({
        message: 'The host could not make the disks of the server. Administrators are shown the reason.',
        detail: refusal.message,
      })
  },
)

test('what whoever asked can mend is theirs to read', async () => {
  for (const refusal of [overQuota('The images of the project would be too large.'), notFound('Image', 'i')])
    expect((await accountOf('image', refusal)).message).toBe(refusal.message)
})
