import { createHash } from 'node:crypto'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { toolsFolder } from './places.mjs'

/** Whether the step `name` was last finished for exactly this `value`. */
export function isStamped(name, value, folder = toolsFolder) {
  try {
    return readFileSync(join(folder, `${name}.stamp`), 'utf8') === value
  } catch {
    return false
  }
}

/** Remembers that the step `name` is finished for `value`; written last, so that a step cut off is done again. */
export function stamp(name, value, folder = toolsFolder) {
  mkdirSync(folder, { recursive: true })
  const path = join(folder, `${name}.stamp`)
  writeFileSync(`${path}.new`, value)
  renameSync(`${path}.new`, path)
}

/** A hash of what these files hold. */
export function hashContents(paths) {
  const hash = createHash('sha256')
  for (const path of paths) hash.update(path).update(readFileSync(path))
  return hash.digest('hex')
}

/** A hash of every file's name, size and time of change below these folders and files: cheap enough for every start. */
export function hashTrees(paths) {
  const hash = createHash('sha256')
  for (const path of paths.flatMap(filesBelow)) {
    const { size, mtimeMs } = statSync(path)
    hash.update(`${path}\0${size}\0${mtimeMs}\n`)
  }
  return hash.digest('hex')
}

function filesBelow(path) {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found === undefined) return []
  if (!found.isDirectory()) return [path]
  return readdirSync(path)
    .sort() // oxlint-disable-line unicorn/no-array-sort -- Node 18 has no toSorted
    .flatMap((name) => filesBelow(join(path, name)))
}
