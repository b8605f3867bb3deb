/** What is needed is told rounded up and what there is rounded down, so that two amounts which differ are never told alike. */
export type Rounding = 'up' | 'down'

const units = ['MB', 'GB', 'TB', 'PB'] as const

/** 512 → "512 MB", 4096 → "4 GB", 1048576000 → "1000 TB". */
export const mbInWords = (mb: number, rounding: Rounding): string => inUnits(mb, 0, rounding)

/** 40 → "40 GB", 2048 → "2 TB". */
export const gbInWords = (gb: number, rounding: Rounding): string => inUnits(gb, 1, rounding)

function inUnits(amount: number, unit: number, rounding: Rounding): string {
  if (amount >= 1024 && unit < units.length - 1) return inUnits(amount / 1024, unit + 1, rounding)
  const tenths = amount * 10
  return `${(rounding === 'up' ? Math.ceil(tenths) : Math.floor(tenths)) / 10} ${units[unit]}`
}
