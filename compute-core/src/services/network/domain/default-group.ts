import { createHash } from 'node:crypto'

/** An id that follows from `text`: the same as PostgreSQL's `md5(text)::uuid`. */
export const derivedId = (text: string): string =>
  createHash('md5')
    .update(text)
    .digest('hex')
    .replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')

/** What the id of a project's group `default` follows from, as the group has no row of its own yet. */
export const defaultGroupWords = 'default security group of '

export const defaultGroupId = (projectId: string): string => derivedId(`${defaultGroupWords}${projectId}`)
