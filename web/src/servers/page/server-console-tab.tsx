import { usePaths } from '#shared/scope'
import { ServerConsole } from './server-console.tsx'

export default function ServerConsoleTab() {
  return <ServerConsole windowTo={usePaths().serverConsoleWindow} />
}
