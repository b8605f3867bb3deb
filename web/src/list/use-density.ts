import { savePreferences, usePreferences, type Density } from '#ui/preferences'
import type { ListAddress, ListChange } from './list-address.ts'

/** How high the rows of a list are: as its address says, else as the person has chosen for all lists. A choice is kept as both. */
export function useDensity(
  address: Pick<ListAddress, 'density'>,
  change: (change: ListChange) => void,
): [Density, (density: Density) => void] {
  const { density: preferred } = usePreferences()
  const choose = (density: Density) => {
    savePreferences({ density })
    change({ density })
  }
  return [address.density ?? preferred, choose]
}
