import type { QuotaLimits } from '#domain/quota/quota'
import { quotaLimits } from '#store/quota-store'
import type { Db } from '#platform/db/database'
import type { ComputeDeps, ComputeSettings } from '../compute-deps.ts'

/** The limits that hold where nobody has set others. */
export const defaultLimits = ({ quota }: ComputeSettings): QuotaLimits => ({
  cores: quota.cores,
  fixed_ips: -1,
  floating_ips: -1,
  injected_file_content_bytes: quota.injected_file_content_bytes,
  injected_file_path_bytes: quota.injected_file_path_length,
  injected_files: quota.injected_files,
  instances: quota.instances,
  key_pairs: quota.key_pairs,
  metadata_items: quota.metadata_items,
  ram: quota.ram,
  security_group_rules: -1,
  security_groups: -1,
  server_group_members: quota.server_group_members,
  server_groups: quota.server_groups,
})

/** The limits of a project (and of one user in it), or of a class. */
export const limitsOf = (
  { config, db }: Pick<ComputeDeps, 'config'> & { db: Db },
  scope: { projectId: string; userId?: string | undefined } | { className: string },
): Promise<QuotaLimits> => quotaLimits(db, defaultLimits(config), scope)
