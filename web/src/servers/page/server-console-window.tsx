import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { useBff } from '#shared/scope'
import { useTabTitle } from '#ui/tab-title'
import { ServerConsole } from './server-console.tsx'
import { serverQuery } from './server-query.ts'

/** A server's console in a window of its own, which holds nothing else. */
export default function ServerConsoleWindow() {
  const { id = '' } = useParams()
  const { server } = useSuspenseQuery(serverQuery(useBff(), id)).data
  useTabTitle(server.name)
  return (
    <>
      <h1 className="visually-hidden" tabIndex={-1}>
        {server.name}
      </h1>
      <ServerConsole />
    </>
  )
}
