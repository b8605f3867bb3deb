import { useEffect, useState } from 'react'

const retryMs = 1000

/** `load`, asked again until it succeeds or nobody waits any more. */
export const patiently =
  <Module>(load: () => Promise<Module>) =>
  (signal?: AbortSignal): Promise<Module> =>
    load().catch(async (error: unknown) => {
      await new Promise((resolve) => setTimeout(resolve, retryMs))
      if (signal?.aborted) throw error
      return patiently(load)(signal)
    })

/**
 * What `load` imports, once `isWanted`: for what is shown over a page and is no part of it. Asked for again until it is there, since a
 * dialog that cannot be loaded must not take the page with it. `load` is the same function each time.
 */
export function useLoaded<Module extends object>(load: () => Promise<Module>, isWanted: boolean): Module | undefined {
  const [loaded, setLoaded] = useState<Module>()
  useEffect(() => {
    if (!isWanted || loaded) return undefined
    const gone = new AbortController()
    patiently(load)(gone.signal).then(
      (module) => gone.signal.aborted || setLoaded(module),
      () => undefined, // nobody waits any more
    )
    return () => gone.abort()
  }, [load, isWanted, loaded])
  return loaded
}
