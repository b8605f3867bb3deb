import { createHash } from 'node:crypto'

/** The id of the job that follows from the flow `flowId`: enqueued twice, it is one job. */
export function idAfter(flowId: string): string {
  const hex = createHash('sha256').update(`after ${flowId}`).digest('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
