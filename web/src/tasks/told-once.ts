const kept = 300

/** A list of ids that this browser remembers, over its tabs and their reloads. */
export function rememberedIds(key: string, storage: Pick<Storage, 'getItem' | 'setItem'> = localStorage) {
  const read = (): string[] => {
    try {
      const ids: unknown = JSON.parse(storage.getItem(key) ?? '[]')
      return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
    } catch {
      return []
    }
  }
  return {
    has: (id: string) => read().includes(id),
    all: () => new Set(read()),
    /** Remembers these; only the newest are kept. */
    add(...ids: string[]) {
      const known = read()
      const added = [...new Set(ids)].filter((id) => !known.includes(id))
      if (added.length > 0) storage.setItem(key, JSON.stringify([...known, ...added].slice(-kept)))
    },
  }
}

/** Does something once in all tabs of this browser: whichever comes first. */
export async function onceInAllTabs(
  told: ReturnType<typeof rememberedIds>,
  id: string,
  tell: () => void,
): Promise<void> {
  const claim = () => {
    if (told.has(id)) return
    told.add(id)
    tell()
  }
  // Browsers have locks in secure contexts only; without them two tabs that look at the same moment may both tell.
  if ('locks' in navigator) await navigator.locks.request('kilonova.told', claim)
  else claim()
}
