import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'

declare module 'vitest' {
  interface ProvidedContext {
    webDist: string
  }
}

/** Vitest's global setup: provides a folder as the dashboard's build leaves it, and beside it a file that nobody may read. */
export default function builtDashboard({ provide }: TestProject): () => void {
  const root = mkdtempSync(join(tmpdir(), 'kilonova-web-'))
  const webDist = join(root, 'dist')
  mkdirSync(join(webDist, 'assets'), { recursive: true })
  writeFileSync(join(root, 'secret.txt'), 'nobody reads this')
  writeFileSync(
    join(webDist, 'index.html'),
    '<!doctype html><meta name="style-nonce" content="__CSP_NONCE__"><div id="root"></div>',
  )
  writeFileSync(join(webDist, 'mark.svg'), '<svg/>')
  writeFileSync(join(webDist, 'assets/index-abc.js'), 'plain')
  for (const [ending, coding] of [
    ['br', 'br'],
    ['zst', 'zstd'],
    ['gz', 'gzip'],
  ])
    writeFileSync(join(webDist, `assets/index-abc.js.${ending}`), `packed as ${coding}`)
  writeFileSync(join(webDist, 'assets/large-abc.css'), 'a {}\n'.repeat(1000))
  writeFileSync(join(webDist, 'assets/photo-abc.png'), Buffer.alloc(5000))
  provide('webDist', webDist)
  return () => rmSync(root, { recursive: true })
}
