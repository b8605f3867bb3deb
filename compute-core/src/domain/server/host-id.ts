import { hash } from 'node:crypto'

/** What a project sees of a host: the same for all its servers there, different for each project; empty without a host. */
export const hostIdOf = (projectId: string, hostName: string | null): string =>
  hostName === null ? '' : hash('sha224', projectId + hostName)
