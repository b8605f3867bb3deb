import { unavailable } from '#platform/errors'

/** Why the port for control and hosts cannot be had, and what to do about it. */
export function portRefused(error: NodeJS.ErrnoException, port: number, host: string): Error {
  if (error.code === 'EADDRINUSE')
    return unavailable(
      `Port ${port} on ${host}, for control and hosts,`,
      'Another program is using it: stop that program, or set KILONOVA_AGENT_PORT to a free port.',
    )
  if (error.code === 'EACCES')
    return unavailable(`Port ${port}`, 'This user is not allowed to use it: set KILONOVA_AGENT_PORT to 1024 or higher.')
  return unavailable(`Address ${host}:${port}`, `${error.message}. Set KILONOVA_HOST and KILONOVA_AGENT_PORT.`, error)
}
