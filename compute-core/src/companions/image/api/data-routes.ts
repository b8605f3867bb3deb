import { Readable } from 'node:stream'
import { CloudError, forbidden, invalid } from '#platform/errors'
import type { CloudContext } from '#platform/http/openstack-app'
import { parseRange, type ByteRange } from '../domain/byte-range.ts'
import { moveStatus, type ImageRow } from '../store/image-store.ts'
import { uploadImage } from '../upload-image.ts'
import { assertAdmin, changeableImage, visibleImage, type ImageApp, type ImageOptions } from './image-app.ts'

/** The bytes of images, in and out, and whether they may be had. */
export function addDataRoutes(app: ImageApp, options: ImageOptions): void {
  const { db, files } = options.store

  app.put('/v2/images/:id/file', async (c) => {
    const image = await changeableImage(c, options)
    await uploadImage(options.store, {
      imageId: image.id,
      diskFormat: formatFor(c, image),
      bytes: (c.req.raw.body ?? []) as AsyncIterable<Uint8Array>,
      announcedBytes: announcedBytes(c),
    })
    return c.body(null, 204)
  })

  app.get('/v2/images/:id/file', async (c) => {
    const image = await visibleImage(c, options)
    if (image.status === 'deactivated' && !c.get('caller').isAdmin)
      throw forbidden(`Image ${image.id} is deactivated. Ask an administrator to reactivate it.`)
    if (image.size === null) return c.body(null, 204)
    const range = parseRange(c.req.header('range'), image.size)
    if (range === 'unsatisfiable') return unsatisfiable(c, image.size)
    describeBytes(c, image, image.size, range)
    // Opening the file for a HEAD would leave it open: nobody reads that stream to its end.
    if (c.req.method === 'HEAD') return c.body(null, range ? 206 : 200)
    return c.body(Readable.toWeb(await files.read(image.id, range)) as ReadableStream, range ? 206 : 200)
  })

  app.post('/v2/images/:id/actions/deactivate', (c) => switchTo(c, 'deactivated', 'active'))
  app.post('/v2/images/:id/actions/reactivate', (c) => switchTo(c, 'active', 'deactivated'))

  async function switchTo(c: CloudContext, to: string, from: string) {
    const image = await visibleImage(c, options)
    assertAdmin(c.get('caller'), to === 'active' ? 'reactivate an image' : 'deactivate an image')
    // Asked twice, it is done once: what is so already counts as done.
    if (!(await moveStatus(db, image.id, [from, to], to)))
      throw invalid(`Image ${image.id} is ${image.status}, not ${from}. Upload its bytes first.`)
    return c.body(null, 204)
  }
}

function formatFor(c: CloudContext, image: ImageRow): string {
  const type = c.req.header('content-type') ?? ''
  if (!/^application\/octet-stream\s*(;|$)/i.test(type))
    throw new CloudError({ kind: 'unsupported-media', message: 'Send the bytes as application/octet-stream.' })
  if (image.disk_format === null || image.container_format === null)
    throw invalid('Set disk_format and container_format before the bytes, for example to qcow2 and bare.')
  return image.disk_format
}

function announcedBytes(c: CloudContext): number | undefined {
  const length = c.req.header('content-length') ?? c.req.header('x-openstack-image-size')
  return length !== undefined && /^\d+$/.test(length) ? Number(length) : undefined
}

function describeBytes(c: CloudContext, image: ImageRow, size: number, range: ByteRange | undefined): void {
  c.header('Content-Type', 'application/octet-stream')
  c.header('Accept-Ranges', 'bytes')
  // Known already: whoever adds ETags outside must not read a whole disk to make one.
  if (image.checksum !== null) c.header('ETag', `"${image.checksum}"`)
  c.header('Content-Length', String(range ? range.end - range.start + 1 : size))
  if (range) c.header('Content-Range', `bytes ${range.start}-${range.end}/${size}`)
  // Of the whole image, not of a part of it: a client would compare it with what it got.
  else if (image.checksum !== null) c.header('Content-MD5', image.checksum)
}

function unsatisfiable(c: CloudContext, size: number) {
  c.header('Content-Range', `bytes */${size}`)
  return c.json({ message: `The image has ${size} bytes only.`, code: 416, title: 'Range Not Satisfiable' }, 416)
}
