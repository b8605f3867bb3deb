import type { InterfaceView } from '@kilonova/compute-core/api/server-interfaces/interface-schema'
import type { ServerView } from '@kilonova/compute-core/api/servers/server-schema'
import type { CreateOptions } from '#shared/bff'
import { t } from '#ui/i18n'
import type { ServerRequest } from './server-request.ts'
import { fromBase64 } from './user-data.ts'

/** A request for a server like another one, and what of that could not be taken over. */
export interface Clone {
  request: ServerRequest
  notes: string[]
}

type Choices = Pick<CreateOptions, 'flavors' | 'images' | 'keyPairs'>

/**
 * A request for a server like `server`: everything that can be read of it and is not its own, as its addresses are. Without `interfaces`,
 * which could not be read, the cloud chooses the network.
 */
export function cloneRequest(
  server: ServerView,
  interfaces: readonly InterfaceView[] | null,
  { flavors, images, keyPairs }: Choices,
): Clone {
  const flavor = flavors.find((each) => isFlavorOf(server, each))
  const imageId = server.image === '' ? undefined : server.image.id
  const image = images.find(({ id }) => id === imageId)
  const key = keyPairs.find(({ name }) => name === server.key_name)
  const userData = server['OS-EXT-SRV-ATTR:user_data']
  const isText = fromBase64(userData ?? '') !== null
  return {
    request: {
      server: {
        // One that failed is tried again under its name.
        name: server.status === 'ERROR' ? server.name : `${server.name.slice(0, 250)}-copy`,
        networks: networksOf(interfaces),
        ...(image ? { imageRef: image.id } : {}),
        ...(flavor ? { flavorRef: flavor.id } : {}),
        key_name: key?.name ?? '',
        ...(userData && isText ? { user_data: userData } : {}),
        ...(server.description ? { description: server.description } : {}),
        ...(server.config_drive === 'True' ? { config_drive: true } : {}),
        ...(server.pinned_availability_zone ? { availability_zone: server.pinned_availability_zone } : {}),
        tags: server.tags,
        metadata: server.metadata,
      },
      'os:scheduler_hints': server.scheduler_hints,
    },
    notes: [
      ...(image ? [] : [t('Its image is not available any more.')]),
      ...(flavor ? [] : [t('Its flavor {{name}} is not available any more.', { name: server.flavor.original_name })]),
      ...(server.key_name && !key ? [t('Its key pair {{name}} is not yours.', { name: server.key_name })] : []),
      ...(userData === undefined
        ? [t('Only administrators can read its user data. Add it yourself if it had any.')]
        : []),
      ...(isText ? [] : [t('Its user data is not text and was left out.')]),
    ],
  }
}

const isFlavorOf = ({ flavor }: ServerView, { name, vcpus, ramMb, diskGb }: CreateOptions['flavors'][number]) =>
  name === flavor.original_name && vcpus === flavor.vcpus && ramMb === flavor.ram && diskGb === flavor.disk

function networksOf(interfaces: readonly InterfaceView[] | null): NonNullable<ServerRequest['server']['networks']> {
  if (interfaces === null) return 'auto'
  return interfaces.length === 0 ? 'none' : interfaces.map(({ net_id }) => ({ uuid: net_id }))
}
