/** One entry of an archive: a file with content, a folder, or a link with the place it points to. */
export interface ArchiveEntry {
  readonly path: string
  readonly kind: 'file' | 'folder' | 'link'
  readonly mode: number
  readonly content: Buffer
}

const kindBits = { file: 0o100000, folder: 0o040000, link: 0o120000 } as const

/** A cpio archive in the kernel's `newc` form: all of it root's and of no date, so that equal content gives equal bytes. */
export function cpioArchive(entries: readonly ArchiveEntry[]): Buffer {
  const parts = entries.map((entry, place) =>
    record(entry.path, kindBits[entry.kind] | entry.mode, place + 1, entry.content),
  )
  return Buffer.concat([...parts, record('TRAILER!!!', 0, 0, Buffer.alloc(0))])
}

function record(path: string, mode: number, inode: number, content: Buffer): Buffer {
  const name = Buffer.from(`${path}\0`)
  const fields = [inode, mode, 0, 0, 1, 0, content.length, 0, 0, 0, 0, name.length, 0]
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, '0')).join('')}`)
  return Buffer.concat([padded(Buffer.concat([header, name])), padded(content)])
}

const padded = (bytes: Buffer) => Buffer.concat([bytes, Buffer.alloc(-bytes.length & 3)])
