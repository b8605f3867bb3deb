import { expect, test } from 'vitest'
import { aGuestCommand, anImage } from '#agent/commands/a-guest-command'
import { commandHandlers } from '#agent/commands/command-handlers'
import type { CommandKind } from '#agent/commands/command-contract'
import { newId, type ImageId, type ServerId } from '#platform/ids'
import { hostSealKey, sealWith } from '#platform/seal'
import { forHostOf } from './for-host.ts'
import { imageGrants } from './image-grants.ts'

const sealKey = Buffer.alloc(32, 5)
const cloud = sealWith(sealKey)
const grants = imageGrants(sealKey)
const sealOf = (identityId: string) => sealWith(hostSealKey(sealKey, identityId))
const toOne = forHostOf({ sealKey, grants }, 'one')

const image = anImage({ size: 1, sha512: 'a'.repeat(128) })
const guest = aGuestCommand({ image, rescue: { image }, sealedAdminPass: cloud.close('s3cret') })
const [serverId, imageId] = [newId<ServerId>(), newId<ImageId>()]

const aboutItsNics = new Set<CommandKind>(['guest-attach-nic', 'guest-detach-nic', 'guest-update-nics', 'guest-reboot'])

/** What a command of each kind looks like that has all that it can have. */
const told = (kind: CommandKind): object =>
  ({
    'disks-rebuild': { guest, keepEphemeral: false },
    'image-cache': { image },
    'snapshot-upload': { serverId, imageId, freeze: 'no' },
    'guest-set-password': { serverId, user: 'root', sealedPassword: cloud.close('s3cret') },
  })[kind as string] ?? (aboutItsNics.has(kind) ? { guest } : guest)

/** The commands that bring a secret, and those that bring a grant. */
const secrets = new Set<CommandKind>(['disks-create', 'disks-rebuild', 'disks-rescue', 'guest-set-password'])
const images = new Set<CommandKind>(['disks-create', 'disks-rebuild', 'disks-rescue', 'image-cache', 'snapshot-upload'])

const everyKind = Object.keys(commandHandlers) as CommandKind[]

/** Each text under a key of that name, however deep. */
const under = (key: RegExp, value: unknown): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([name, inner]) =>
        key.test(name) && typeof inner === 'string' ? [inner] : under(key, inner),
      )
    : []

test.each(everyKind)(
  '%s brings its host what it needs of secrets, and nothing that another host could open',
  (kind) => {
    const sent = toOne(kind, told(kind) as never)
    const sealed = under(/^sealed/, sent).filter((text) => text !== '')
    for (const text of sealed) {
      expect(sealOf('one').open(text)).toBe('s3cret')
      expect(() => sealOf('two').open(text)).toThrow(/unable to authenticate/)
      expect(() => cloud.open(text)).toThrow(/unable to authenticate/)
    }
    expect(sealed.length > 0).toBe(secrets.has(kind))
  },
)

test.each(everyKind)('%s brings a grant only where an image goes over the wire', (kind) => {
  const found = under(/^grant$/, toOne(kind, told(kind) as never))
  expect(found.length > 0).toBe(images.has(kind))
  const direction = kind === 'snapshot-upload' ? 'write' : 'read'
  const about = kind === 'snapshot-upload' ? imageId : image.id
  for (const grant of found) {
    expect(grants.check(grant, { imageId: about, identityId: 'one', direction }).nonce).toBeTruthy()
    expect(() => grants.check(grant, { imageId: about, identityId: 'two', direction })).toThrow(/another host/)
  }
})

test('what the cloud did not seal reaches the host as it is, which says what is wrong with it', () => {
  const sent = toOne('disks-create', { ...guest, sealedAdminPass: 'damaged' })
  expect(sent.sealedAdminPass).toBe('damaged')
})
