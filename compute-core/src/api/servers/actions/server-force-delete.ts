import { z } from 'zod'
import { beginDelete } from '../begin-delete.ts'
import { serverAction } from './server-action.ts'

/** Deletes a server for good, also one that was soft-deleted. */
export const forceDelete = serverAction({
  name: 'forceDelete',
  rule: 'os_compute_api:os-deferred-delete:force',
  body: z.unknown(),
  async handle(api, ask, server) {
    await beginDelete(api, ask, server, 'delete')
    return { status: 202 }
  },
})
