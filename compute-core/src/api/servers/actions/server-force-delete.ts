import { z } from 'zod'
import { beginDelete } from '../begin-delete.ts'
import { serverAction } from './server-action.ts'

/** Deletes a server for good, also one that was soft-deleted. */
export const forceDelete = serverAction({
  name: 'forceDelete',
  rule: 'os_compute_api:os-deferred-delete:force',
  body: z.unknown(),
  async handle(api, context, server) {
    await beginDelete(api, context, server, 'delete')
    return { status: 202 }
  },
})
