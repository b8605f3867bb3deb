import { promisify } from 'node:util'
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib'

/** The codings in which a body can be sent: where a client takes several equally, the first. */
export const codings = ['br', 'zstd', 'gzip'] as const
export type Coding = (typeof codings)[number]

type Bytes = Uint8Array<ArrayBuffer>

const small = (bytes: Buffer): Bytes => new Uint8Array(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength)

/** How hard to try: an answer is made while somebody waits for it, a file once. Both on the thread pool, so that nothing else waits. */
export type Effort = 'quick' | 'best'

const packers: Readonly<Record<Coding, (bytes: Bytes, effort: Effort) => Promise<Buffer>>> = {
  br: (bytes, effort) =>
    promisify(brotliCompress)(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: effort === 'best' ? 11 : 4 } }),
  zstd: (bytes, effort) =>
    promisify(zstdCompress)(bytes, { params: { [constants.ZSTD_c_compressionLevel]: effort === 'best' ? 19 : 3 } }),
  gzip: (bytes, effort) => promisify(gzip)(bytes, { level: effort === 'best' ? 9 : 6 }),
}

/** `bytes` in a coding. */
export const packed = async (bytes: Bytes, coding: Coding, effort: Effort): Promise<Bytes> =>
  small(await packers[coding](bytes, effort))

/** The one of `offered` that a client which says `accepted` (`br, gzip;q=0.5`) likes best; undefined where it takes none. */
export function bestCoding(accepted: string | undefined, offered: readonly Coding[]): Coding | undefined {
  const wishes = new Map((accepted ?? '').split(',').map(wish))
  const quality = (coding: Coding) => wishes.get(coding) ?? wishes.get('*') ?? 0
  const best = Math.max(0, ...offered.map(quality))
  return best === 0 ? undefined : codings.find((coding) => offered.includes(coding) && quality(coding) === best)
}

function wish(item: string): [name: string, quality: number] {
  const [name = '', ...parameters] = item.split(';').map((part) => part.trim().toLowerCase())
  const quality = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2)
  const value = quality === undefined ? 1 : Number(quality)
  return [name === 'x-gzip' ? 'gzip' : name, Number.isFinite(value) ? value : 0]
}
