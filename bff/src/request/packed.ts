import { createHash } from 'node:crypto'
import { COMPRESSIBLE_CONTENT_TYPE_REGEX } from 'hono/utils/compress'
import { bestCoding, type Coding, codings, packed } from './content-coding.ts'

type Bytes = Uint8Array<ArrayBuffer>

/** A file in the forms in which it can be sent. */
export interface Packable {
  bytes: Bytes
  type: string
  /** The forms that the build has made, each with how to read it. Without any, it is packed here. */
  forms?: Partial<Record<Coding, () => Bytes>>
}

/** What a client says that it takes, and what it has already. */
interface Asked {
  accepted: string | undefined
  known: string | undefined
}

/** What is shorter is sent as it is: packed it would hardly be smaller. */
export const fewestBytes = 1024

/**
 * Sends files as small as the client takes them, and not at all to one that has them. Each form is made once and kept: which is for files
 * that are few and do not change.
 */
export function packer() {
  const sent = new Map<string, Promise<{ bytes: Bytes; etag: string }>>()

  function formOf(name: string, { bytes, forms }: Packable, coding: Coding | undefined) {
    const key = `${name} ${coding}`
    const made =
      sent.get(key) ?? make(coding === undefined ? bytes : (forms?.[coding]?.() ?? packed(bytes, coding, 'best')))
    sent.set(key, made)
    return made
  }

  return async (name: string, file: Packable, { accepted, known }: Asked) => {
    const isWorthIt = COMPRESSIBLE_CONTENT_TYPE_REGEX.test(file.type) && file.bytes.byteLength >= fewestBytes
    const offered = file.forms ? codings.filter((coding) => file.forms?.[coding]) : isWorthIt ? codings : []
    const coding = bestCoding(accepted, offered)
    const { bytes, etag } = await formOf(name, file, coding)
    const headers = {
      etag,
      ...(offered.length > 0 ? { vary: 'accept-encoding' } : {}),
      ...(coding ? { 'content-encoding': coding } : {}),
    }
    return { bytes: isKnown(known, etag) ? undefined : bytes, headers }
  }
}

/** A validator for exactly these bytes: each form of a file has its own. */
async function make(form: Bytes | Promise<Bytes>) {
  const bytes = await form
  return { bytes, etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"` }
}

const isKnown = (known: string | undefined, etag: string): boolean =>
  known !== undefined && known.split(',').some((one) => one.trim().replace(/^W\//, '') === etag || one.trim() === '*')
