import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync, zstdCompressSync } from 'node:zlib'
import type { Plugin } from 'vite'

/** How each coding is made as small as it gets, by the ending of its file. */
const codings: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  gz: (bytes) => gzipSync(bytes, { level: 9 }),
  br: (bytes) => brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } }),
  zst: (bytes) => zstdCompressSync(bytes, { params: { [constants.ZSTD_c_compressionLevel]: 19 } }),
}

const fewestBytes = 1024

/** Leaves each text file in every coding beside itself, so that no request waits for compression. */
export const precompressed: Plugin = {
  name: 'precompressed',
  apply: 'build',
  closeBundle() {
    const folder = join(import.meta.dirname, '../dist')
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
      if (!entry.isFile() || !/\.(js|css|svg)$/.test(entry.name)) continue
      const path = join(entry.parentPath, entry.name)
      const bytes = readFileSync(path)
      if (bytes.length < fewestBytes) continue
      for (const [ending, packed] of Object.entries(codings)) {
        const small = packed(bytes)
        if (small.length < bytes.length) writeFileSync(`${path}.${ending}`, small)
      }
    }
  },
}
