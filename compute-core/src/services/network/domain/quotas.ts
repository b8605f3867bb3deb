/** Neutron's limits of a project that has none of its own; -1 is unlimited. */
export const quotas = {
  network: 100,
  subnet: 100,
  port: 500,
  security_group: 10,
  security_group_rule: 100,
  router: 10,
  floatingip: 50,
  rbac_policy: 10,
  subnetpool: -1,
} as const

export type QuotaResource = keyof typeof quotas

/** Everything that has a limit. */
export const quotaResources = Object.keys(quotas) as QuotaResource[]
