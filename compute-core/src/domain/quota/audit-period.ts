/** A calendar month. */
export interface AuditPeriod {
  begin: Date
  end: Date
}

/** The last month that had ended before `before`, in UTC: what usage is audited by. */
export function lastMonthBefore(before: Date): AuditPeriod {
  const month = (back: number) => new Date(Date.UTC(before.getUTCFullYear(), before.getUTCMonth() - back))
  // A month that ends at this very moment has not ended before it.
  const back = month(0) < before ? 0 : 1
  return { begin: month(back + 1), end: month(back) }
}
