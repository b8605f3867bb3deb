import type { Hono } from 'hono'
import { forbidden, notFound } from '#platform/errors'
import type { Authenticate, Caller } from '#platform/http/caller'
import type { CloudContext, CloudEnv } from '#platform/http/openstack-app'
import { isUuid } from '#platform/ids'
import type { Log } from '#platform/log'
import { canChange, canSee } from '../domain/image-access.ts'
import { findImage, type ImageRow } from '../store/image-store.ts'
import type { ImageStore } from '../upload-image.ts'

export interface ImageOptions {
  store: ImageStore
  authenticate: Authenticate
  log: Log
  /** How clients reach this cloud; by default what they asked for. */
  publicUrl?: string | undefined
  /** [api]max_limit: the cap of a page. */
  maxLimit?: number | undefined
}

export type ImageApp = Hono<CloudEnv>

/** The image that the address names, if the caller may see it: else there is none. */
export async function visibleImage(c: CloudContext, { store }: ImageOptions): Promise<ImageRow> {
  const id = c.req.param('id') ?? ''
  const image = isUuid(id) ? await findImage(store.db, id) : undefined
  if (!image || !canSee(c.get('caller'), image)) throw notFound('Image', id)
  return image
}

/** The image that the address names, if the caller may change it. */
export async function changeableImage(c: CloudContext, options: ImageOptions): Promise<ImageRow> {
  const image = await visibleImage(c, options)
  assertChangeable(c.get('caller'), image)
  return image
}

/** Refuses whoever may see an image but not change it. */
export function assertChangeable(caller: Caller, image: ImageRow): void {
  if (!canChange(caller, image))
    throw forbidden(`Image ${image.id} may be changed only by members of its project and by administrators.`)
}

/** Refuses whoever is no administrator what only they may do. */
export function assertAdmin(caller: Caller, what: string): void {
  if (!caller.isAdmin) throw forbidden(`Only an administrator may ${what}.`)
}
