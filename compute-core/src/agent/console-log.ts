import { open } from 'node:fs/promises'

/** The end of the console log at `path`, at most `maxBytes`, whole characters only; '' before the guest's first word. */
export async function tailOfConsole(path: string, maxBytes: number): Promise<string> {
  const newest = await tailOfFile(path, maxBytes)
  const missing = maxBytes - newest.length
  // libvirt's log daemon begins a new file every 2 MB and calls the one before `.0`.
  const older = missing > 0 ? await tailOfFile(`${path}.0`, missing) : Buffer.alloc(0)
  const tail = Buffer.concat([older, newest])
  return decodeTail(tail, tail.length === maxBytes)
}

async function tailOfFile(path: string, maxBytes: number): Promise<Buffer> {
  const file = await open(path, 'r').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw error
  })
  if (file === undefined) return Buffer.alloc(0)
  try {
    const { size } = await file.stat()
    const length = Math.min(size, maxBytes)
    const { buffer, bytesRead } = await file.read(Buffer.alloc(length), 0, length, size - length)
    return buffer.subarray(0, bytesRead)
  } finally {
    await file.close()
  }
}

/** A cut may have gone through a character: its rest, at most three bytes, is left out. */
function decodeTail(tail: Buffer, isCut: boolean): string {
  const isRest = (byte: number) => (byte & 0xc0) === 0x80
  const firstWhole = isCut ? tail.subarray(0, 3).findIndex((byte) => !isRest(byte)) : 0
  return tail.toString('utf8', firstWhole === -1 ? Math.min(3, tail.length) : firstWhole)
}
