import { Readable } from 'node:stream'
import { CloudError, forbidden, invalid } from '#platform/errors'
import type { RouteResponse } from '#platform/service/route'
import { parseRange, type ByteRange } from '../domain/byte-range.ts'
import { moveStatus, type ImageRow } from '../store/image-store.ts'
import { uploadImage } from '../upload-image.ts'
import { type ImageDeps, type RequestContext, route, type Route } from './route.ts'
import { imageTarget, visibleImage } from './visible-image.ts'

/** The bytes of images, in and out, and whether they may be had. */
export const dataRoutes: readonly Route[] = [
  route('PUT /v2/images/:id/file', {
    operation: 'image-upload',
    rule: 'upload_image',
    target: imageTarget,
    success: 204,
    summary: "Takes an image's bytes in, as application/octet-stream.",
    async handle(deps, context) {
      const image = await visibleImage(deps, context)
      const { request } = context
      await uploadImage(deps.store, {
        imageId: image.id,
        diskFormat: formatFor(request, image),
        bytes: (request.body ?? []) as AsyncIterable<Uint8Array>,
        announcedBytes: announcedBytes(request),
      })
      return { status: 204 }
    },
  }),
  route('GET /v2/images/:id/file', {
    rule: 'download_image',
    target: imageTarget,
    summary: "Gives an image's bytes, or the range of them that is asked for.",
    handle: download,
  }),
  route('POST /v2/images/:id/actions/deactivate', {
    operation: 'image-deactivate',
    rule: 'deactivate',
    target: imageTarget,
    success: 204,
    summary: 'Withholds the bytes of an image from everybody but administrators.',
    handle: (deps, context) => switchTo(deps, context, 'deactivated', 'active'),
  }),
  route('POST /v2/images/:id/actions/reactivate', {
    operation: 'image-reactivate',
    rule: 'reactivate',
    target: imageTarget,
    success: 204,
    summary: 'Gives the bytes of a deactivated image again.',
    handle: (deps, context) => switchTo(deps, context, 'active', 'deactivated'),
  }),
]

async function download(deps: ImageDeps, context: RequestContext): Promise<RouteResponse> {
  const image = await visibleImage(deps, context)
  if (image.status === 'deactivated' && !context.may('context_is_admin'))
    throw forbidden(`Image ${image.id} is deactivated. Reactivate it first.`)
  if (image.size === null) return { status: 204 }
  const { headers, method } = context.request
  const range = parseRange(headers.get('range') ?? undefined, image.size)
  if (range === 'unsatisfiable') throw unsatisfiable(image.size)
  // Opening the file for a HEAD would leave it open: nobody reads that stream to its end.
  const stream =
    method === 'HEAD' ? null : (Readable.toWeb(await deps.store.files.read(image.id, range)) as ReadableStream)
  return { status: range ? 206 : 200, stream, headers: headersOf(image, image.size, range) }
}

async function switchTo(
  deps: ImageDeps,
  context: RequestContext,
  to: 'active' | 'deactivated',
  from: 'active' | 'deactivated',
): Promise<RouteResponse> {
  const image = await visibleImage(deps, context)
  // Asked twice, it is done once: what is so already counts as done.
  if (!(await moveStatus(deps.store.db, image.id, [from, to], to)))
    throw invalid(`Image ${image.id} is ${image.status}, not ${from}. Upload its bytes first.`)
  return { status: 204 }
}

function formatFor({ headers }: Request, image: ImageRow): string {
  if (!/^application\/octet-stream\s*(;|$)/i.test(headers.get('content-type') ?? ''))
    throw new CloudError({ kind: 'unsupported-media', message: 'Send the bytes as application/octet-stream.' })
  if (image.disk_format === null || image.container_format === null)
    throw invalid('Set disk_format and container_format before the bytes, for example to qcow2 and bare.')
  return image.disk_format
}

function announcedBytes({ headers }: Request): number | undefined {
  const length = headers.get('content-length') ?? headers.get('x-openstack-image-size')
  return length !== null && /^\d+$/.test(length) ? Number(length) : undefined
}

const headersOf = ({ checksum }: ImageRow, size: number, range: ByteRange | undefined): Record<string, string> => ({
  'Content-Type': 'application/octet-stream',
  'Accept-Ranges': 'bytes',
  // Known already: whoever adds ETags outside must not read a whole disk to make one.
  ...(checksum !== null && { ETag: `"${checksum}"` }),
  'Content-Length': String(range ? range.end - range.start + 1 : size),
  ...(range && { 'Content-Range': `bytes ${range.start}-${range.end}/${size}` }),
  // Of the whole image, not of a part of it: a client would compare it with what it got.
  ...(!range && checksum !== null && { 'Content-MD5': checksum }),
})

const unsatisfiable = (size: number) =>
  new CloudError({ kind: 'range-not-satisfiable', message: `The image has ${size} bytes only.`, size })
