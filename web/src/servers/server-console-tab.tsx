import { useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from 'react-router'
import { ask, bff } from '#app/bff'
import { serverQuery } from './server-queries.ts'
import { VncScreen } from './vnc-screen.tsx'

export default function ServerConsoleTab() {
  const { id = '' } = useParams()
  const { data } = useSuspenseQuery(serverQuery(id))
  const getToken = async () => (await ask(bff.servers[':id'].console.$post({ param: { id } }))).token
  // Anew when the guest comes back to life: its screen before that was another one's.
  return <VncScreen key={`${id} ${data.server.vmState}`} name={data.server.name} getToken={getToken} />
}
