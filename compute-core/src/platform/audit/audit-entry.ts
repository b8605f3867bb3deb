import { newId } from '#platform/ids'
import type { AuditTarget, Delegated } from './noted.ts'

/** A request that has ended, as the audit keeps it. Nothing of a body is in it. */
export interface AuditEntry {
  service: string
  action: string
  method: string
  path: string
  user: { id: string; name: string } | null
  project: { id: string; name: string | null } | null
  scope: 'project' | 'domain' | 'system' | 'none'
  delegation: Delegated | null
  target: AuditTarget
  outcome: 'success' | 'failure' | 'refused'
  status: number
  message: string | null
  methods: readonly string[] | null
  requestId: string
  address: string | null
}

/** As a row of the table has it. */
export type AuditRow = ReturnType<typeof auditRow>

/** An entry as a row that has its id before it is written, so that it is written once, however often that is tried. */
export const auditRow = (entry: AuditEntry) => ({
  entry: newId<string>(),
  times: 1,
  at: new Date().toISOString(),
  service: entry.service,
  action: text(entry.action, 100),
  method: entry.method,
  path: text(entry.path, 500),
  user_id: entry.user && text(entry.user.id, 255),
  user_name: entry.user && text(entry.user.name, 255),
  project_id: entry.project && text(entry.project.id, 255),
  project_name: entry.project?.name == null ? null : text(entry.project.name, 255),
  scope: entry.scope,
  delegation: entry.delegation,
  target_kind: entry.target.kind && text(entry.target.kind, 100),
  target_id: entry.target.id && text(entry.target.id, 255),
  target_name: entry.target.name && text(entry.target.name, 255),
  outcome: entry.outcome,
  status: entry.status,
  message: entry.message === null ? null : text(entry.message, 1000),
  methods: entry.methods,
  request_id: entry.requestId,
  address: entry.address && text(entry.address, 100),
})

/** As PostgreSQL takes it: no NUL, no half character, and no longer than anybody reads. */
const text = (value: string, most: number): string => value.replaceAll('\0', '').slice(0, most).toWellFormed()
