import { useEffect, useRef } from 'react'
import { useLocation, useNavigate } from 'react-router'
import type { CommandName } from '#shared/bff'

/**
 * Begins what the palette has asked for this server, once. It stands in the history entry, which only our own pages write: an address
 * that is followed does nothing.
 */
export function useAskedCommand(begin: (name: CommandName) => void): void {
  const { key, state, pathname, search } = useLocation()
  const navigate = useNavigate()
  const begun = useRef<string>(undefined)
  const asked = (state as { command?: CommandName } | null)?.command
  useEffect(() => {
    if (!asked || begun.current === key) return
    begun.current = key
    void navigate(`${pathname}${search}`, { replace: true, state: null })
    begin(asked)
  })
}
