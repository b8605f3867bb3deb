/** The roles every cloud has from its first start; they cannot be changed or deleted. */
export const defaultRoles = ['admin', 'manager', 'member', 'reader', 'service'] as const

/** Who has the first role has the second as well. */
export const defaultImplications = [
  ['admin', 'manager'],
  ['manager', 'member'],
  ['member', 'reader'],
] as const

/** Whether a role of this name belongs to the cloud itself. */
export const isDefaultRole = (name: string): boolean => (defaultRoles as readonly string[]).includes(name)
