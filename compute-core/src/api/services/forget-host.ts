import { notFound } from '#platform/errors'
import { forgetUnreported, removeHost } from '#store/host-removal'
import type { ComputeDeps } from '../compute-deps.ts'

type Parts = Pick<ComputeDeps, 'db' | 'placement'>

/** Forgets a host, and as what it has joined: it is served no more. One within a control process is back at its next heartbeat. */
export const forgetHost = ({ db, placement }: Parts, host: Parameters<typeof removeHost>[1]): Promise<void> =>
  removeHost(db, host, (trx) => placement.withdraw(trx, host.id))

/** Forgets a machine that has joined as a host and has never reported; not found where there is none. */
export async function forgetUnreportedHost({ db }: Parts, name: string): Promise<void> {
  if (!(await forgetUnreported(db, name))) throw notFound('Host', name)
}
