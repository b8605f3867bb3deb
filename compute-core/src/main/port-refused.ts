import { unavailable } from '#platform/errors'

/** Where the port for control and hosts is chosen: by a setting of the cloud, by an option of the join, or by the join that was. */
const choosing = {
  cloud: 'set KILONOVA_AGENT_PORT to',
  joining: 'give --port',
  joined: 'have this machine leave its cloud, and join again with --port and',
}

/** Why the port for control and hosts cannot be had, and what to do about it. */
export function portRefused(
  error: NodeJS.ErrnoException,
  { port, host, chosenBy }: { port: number; host: string; chosenBy: keyof typeof choosing },
): Error {
  const choose = choosing[chosenBy]
  if (error.code === 'EADDRINUSE')
    return unavailable(
      `Port ${port} on ${host}, for control and hosts,`,
      `Another program is using it: stop that program, or ${choose} a free port.`,
    )
  if (error.code === 'EACCES')
    return unavailable(`Port ${port}`, `This user is not allowed to use it: ${choose} a port of 1024 or higher.`)
  return unavailable(
    `Address ${host}:${port}`,
    `${error.message}. Set KILONOVA_HOST, and ${choose} another port.`,
    error,
  )
}
