import type { AuditEntry } from '#platform/audit/audit-entry'
import type { AuditTrail } from '#platform/audit/audit-trail'
import { asFault } from '#platform/http/as-fault'
import { newRequestId } from '#platform/ids'

/** What a machine does to become a host, to stay one, and to be none any more. */
export interface MembershipChange {
  action: 'host-join' | 'host-renew' | 'host-leave'
  path: '/join' | '/renew' | '/leave'
  hostName: string
  /** Who has let the machine in; null where nobody is known, and where the host shows that it is one. */
  user: AuditEntry['user']
  /** From where it asked, as the connection tells. */
  address: string | null
}

/** The status of what each is answered with. */
const answers = { 'host-join': 200, 'host-renew': 200, 'host-leave': 204 } as const

/** Does `work`, and writes into the audit how it has ended; `remark` is what is worth telling of a good end. */
export async function audited<Result>(
  audit: Pick<AuditTrail, 'write'>,
  { action, path, hostName, user, address }: MembershipChange,
  work: () => Promise<Result>,
  remark: (result: Result) => string | null = () => null,
): Promise<Result> {
  const write = (ended: Pick<AuditEntry, 'outcome' | 'status' | 'message'>) =>
    audit.write({
      service: 'compute',
      action,
      method: 'POST',
      path: `/control${path}`,
      user,
      project: null,
      scope: 'none',
      delegation: null,
      target: { kind: 'host', id: hostName, name: hostName },
      methods: action === 'host-join' ? null : ['certificate'],
      requestId: newRequestId(),
      address,
      ...ended,
    })
  try {
    const result = await work()
    await write({ outcome: 'success', status: answers[action], message: remark(result) })
    return result
  } catch (error) {
    const { status, message } = asFault(error as Error)
    await write({ outcome: status === 403 ? 'refused' : 'failure', status, message })
    throw error
  }
}
