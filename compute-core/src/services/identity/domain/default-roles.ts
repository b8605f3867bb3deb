/** The roles every cloud has from its first start; they cannot be changed or deleted. */
export const defaultRoles = ['admin', 'manager', 'member', 'reader', 'service'] as const

/** Who has the first role has the second as well. */
export const defaultImplications = [
  ['admin', 'manager'],
  ['manager', 'member'],
  ['member', 'reader'],
] as const

/** Whether a role belongs to the cloud itself; one of a domain never does, whatever its name. */
export const isDefaultRole = ({ name, domain_id: domainId }: { name: string; domain_id: string | null }): boolean =>
  domainId === null && (defaultRoles as readonly string[]).includes(name)
