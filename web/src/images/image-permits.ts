import type { ImageView } from '@kilonova/compute-core/services/image/api/image-view'
import { toCreateServers } from '#shared/permits'
import { t } from '#ui/i18n'
import type { Needs, Permit } from '#ui/permit'

/** Who asks: the scope of the page. */
export interface Asking {
  /** The project of the page; null for administrators who look at all. */
  projectId: string | null
  isAdmin: boolean
  /** What the policy in force refuses to them. */
  permit: Permit
}

/** What can be asked of an image. */
export type ImageDemand =
  | 'createServer'
  | 'download'
  | 'edit'
  | 'publish'
  | 'protect'
  | 'unprotect'
  | 'deactivate'
  | 'reactivate'
  | 'delete'

/** The policy rules that each takes. */
export const imageNeeds = {
  createServer: toCreateServers,
  download: 'download_image',
  edit: 'modify_image',
  publish: ['modify_image', 'publicize_image'],
  protect: 'modify_image',
  unprotect: 'modify_image',
  deactivate: 'deactivate',
  reactivate: 'reactivate',
  delete: 'delete_image',
} as const satisfies Record<ImageDemand, Needs>

type Asked = Pick<ImageView, 'owner' | 'status' | 'protected' | 'visibility'>

const noData = () => t('It has no data yet.')

/**
 * Why an image cannot be asked for something; nothing where it can, or where it would be meaningless. What somebody may is the policy's to
 * say; whose an image is, and what its state allows, is known here.
 */
export function imageRefusal(demand: ImageDemand, image: Asked, who: Asking): string | undefined {
  const refused = who.permit(imageNeeds[demand])
  if (refused !== undefined) return refused
  if (demand === 'createServer') return bootRefusal(image)
  if (demand === 'download') return downloadRefusal(image, who)
  if (!isOurs(image, who)) return t('It belongs to another project.')
  if (demand === 'delete' && image.protected) return t('It is protected. Remove the protection first.')
  if (demand === 'deactivate' && image.status !== 'active') return noData()
  return undefined
}

/** Whether the image is the asking project's, or the asking person is an administrator, to whom all are. */
export const isOurs = ({ owner }: Pick<Asked, 'owner'>, { projectId, isAdmin }: Asking): boolean =>
  isAdmin || owner === projectId

/** Whether others would feel it if an image were gone: it is somebody else's, everybody may use it, or projects share it. */
export const concernsOthers = (
  { owner, visibility }: Pick<Asked, 'owner' | 'visibility'>,
  members: number,
  { projectId }: Pick<Asking, 'projectId'>,
): boolean => owner !== projectId || visibility === 'public' || visibility === 'community' || members > 0

/** What of the demands that exclude each other an image in this state can be offered. */
export const demandsOf = ({ protected: isProtected, status }: Asked): readonly ImageDemand[] => [
  isProtected ? 'unprotect' : 'protect',
  status === 'deactivated' ? 'reactivate' : 'deactivate',
]

function bootRefusal({ status }: Asked): string | undefined {
  if (status === 'active') return undefined
  return status === 'deactivated' ? t('It is deactivated.') : noData()
}

function downloadRefusal({ status }: Asked, { isAdmin }: Asking): string | undefined {
  if (status === 'active' || (status === 'deactivated' && isAdmin)) return undefined
  return status === 'deactivated' ? t('It is deactivated.') : noData()
}
