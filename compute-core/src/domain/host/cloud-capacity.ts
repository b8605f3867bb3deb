/** What a host has of one resource class, and how much of it is promised. */
interface Stock {
  total: number
  reserved: number
  allocationRatio: number
  used: number
}

/** A host with what it has, by resource class. */
export interface StockedHost {
  /** Whether new servers are placed there now. */
  isInService: boolean
  inventories: Readonly<Record<string, Stock>>
}

/** What all hosts have of one resource class, taken together. */
export interface ClassCapacity {
  resourceClass: string
  /** On so many hosts. */
  hosts: number
  total: number
  reserved: number
  used: number
  /** How much can be promised: of each host what is not reserved, as often as its ratio says. */
  limit: number
  /** What is left of it on hosts where new servers are placed. */
  free: number
}

/** How much there is of each resource class on all hosts, the classes in the order of their names. */
export function cloudCapacity(hosts: readonly StockedHost[]): ClassCapacity[] {
  const classes = new Map<string, ClassCapacity>()
  for (const { isInService, inventories } of hosts)
    for (const [resourceClass, { total, reserved, allocationRatio, used }] of Object.entries(inventories)) {
      const sum = classes.get(resourceClass) ?? nothingOf(resourceClass)
      const limit = Math.floor((total - reserved) * allocationRatio)
      classes.set(resourceClass, {
        resourceClass,
        hosts: sum.hosts + 1,
        total: sum.total + total,
        reserved: sum.reserved + reserved,
        used: sum.used + used,
        limit: sum.limit + limit,
        free: sum.free + (isInService ? Math.max(0, limit - used) : 0),
      })
    }
  return [...classes.values()].toSorted((a, b) => (a.resourceClass < b.resourceClass ? -1 : 1))
}

const nothingOf = (resourceClass: string): ClassCapacity => ({
  resourceClass,
  hosts: 0,
  total: 0,
  reserved: 0,
  used: 0,
  limit: 0,
  free: 0,
})
