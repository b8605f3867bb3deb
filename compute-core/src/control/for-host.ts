import type { CommandImage, CommandKind, Commands, GuestCommand } from '#agent/commands/command-contract'
import type { ForHost } from '#agent/remote-agent-client'
import { hostSealKey, sealWith, type Seal } from '#platform/seal'
import type { ImageGrants } from './image-grants.ts'

/** What is the cloud's, and never a host's. */
export interface CloudKeys {
  sealKey: Buffer
  grants: ImageGrants
}

/** Whose command it becomes. */
interface Way {
  /** Opens what the cloud has sealed and closes it for this host. */
  reseal(sealed: string): string
  grantRead(image: CommandImage): CommandImage
  grantWrite(imageId: CommandImage['id']): string
}

type Prepare<Kind extends CommandKind> = (params: Commands[Kind]['params'], way: Way) => Commands[Kind]['params']

const withSecret = (guest: GuestCommand, way: Way): GuestCommand => ({
  ...guest,
  sealedAdminPass: guest.sealedAdminPass === null ? null : way.reseal(guest.sealedAdminPass),
})

const ofItsImage = (guest: GuestCommand, way: Way): GuestCommand => ({
  ...withSecret(guest, way),
  image: guest.image && way.grantRead(guest.image),
})

const ofItsRescue = (guest: GuestCommand, way: Way): GuestCommand => ({
  ...withSecret(guest, way),
  ...(guest.rescue && { rescue: { image: way.grantRead(guest.rescue.image) } }),
})

/** The commands that bring a secret or need an image, and what of both goes along. */
const prepared: { [Kind in CommandKind]?: Prepare<Kind> } = {
  'disks-create': ofItsImage,
  'disks-rebuild': ({ guest, ...rest }, way) => ({ ...rest, guest: ofItsImage(guest, way) }),
  'disks-rescue': ofItsRescue,
  'image-cache': ({ image }, way) => ({ image: way.grantRead(image) }),
  'snapshot-upload': (params, way) => ({ ...params, grant: way.grantWrite(params.imageId) }),
  'guest-set-password': (params, way) => ({ ...params, sealedPassword: way.reseal(params.sealedPassword) }),
}

/**
 * Makes commands fit for one host: what the cloud has sealed is closed anew under the host's own seal, what the host does not need of
 * secrets stays here, and an image comes with the grant to fetch it.
 */
export function forHostOf({ sealKey, grants }: CloudKeys, identityId: string): ForHost {
  const cloud = sealWith(sealKey)
  const host = sealWith(hostSealKey(sealKey, identityId))
  const way: Way = {
    reseal: (sealed) => passedOn(sealed, cloud, host),
    grantRead: (image) => ({ ...image, grant: grants.make({ imageId: image.id, identityId, direction: 'read' }) }),
    grantWrite: (imageId) => grants.make({ imageId, identityId, direction: 'write' }),
  }
  return (kind, params) => (prepared[kind] as Prepare<typeof kind> | undefined)?.(params, way) ?? withoutSecrets(params)
}

/** What does not open stays closed: the host says what is wrong with it, as it does of what is damaged otherwise. */
function passedOn(sealed: string, from: Seal, to: Seal): string {
  try {
    return to.close(from.open(sealed))
  } catch {
    return sealed
  }
}

/** Only who makes a config drive needs the password. */
function withoutSecrets<Params>(params: Params): Params {
  const { guest, sealedAdminPass } = params as Partial<GuestCommand> & { guest?: GuestCommand }
  if (guest) return { ...params, guest: withoutSecrets(guest) }
  return sealedAdminPass ? { ...params, sealedAdminPass: null } : params
}
