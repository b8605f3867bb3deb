import { z } from 'zod'
import type { StandardRow } from '../store/standard-attributes.ts'

/** A moment as Neutron writes it. */
export const instantView = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/)

/** `date` as Neutron writes it. */
const instant = (date: Date): string => date.toISOString().replace(/\.\d+Z$/, 'Z')

/** What the views of all resources have; tags are not for everybody who may see the rest. */
export const standardView = {
  id: z.string(),
  name: z.string(),
  description: z.string(),
  project_id: z.string(),
  tenant_id: z.string(),
  tags: z.array(z.string()).optional(),
  revision_number: z.int(),
  created_at: instantView,
  updated_at: instantView,
}

/** The fields of a `standardView`. */
export const standardFields = (row: StandardRow) => ({
  id: row.id,
  name: row.name,
  description: row.description,
  project_id: row.project_id,
  tenant_id: row.project_id,
  tags: [...row.tags],
  revision_number: row.revision_number,
  created_at: instant(row.created_at),
  updated_at: instant(row.updated_at),
})
