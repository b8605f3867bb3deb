const two = (number: number) => String(number).padStart(2, '0')

/**
 * How long a host has been up, in the words of the command `uptime`, which Nova passes on and clients take apart. Who is signed in there
 * and how busy it is are left out where they are not known.
 */
export function uptimeLine(bootedAt: Date, now: Date, load?: { users: number; averages: readonly number[] }): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - bootedAt.getTime()) / 60_000))
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24]
  const time = hours === 0 ? `${minutes % 60} min` : `${hours}:${two(minutes % 60)}`
  const up = days === 0 ? time : `${days} day${days === 1 ? '' : 's'}, ${time}`
  const clock = [now.getUTCHours(), now.getUTCMinutes(), now.getUTCSeconds()].map(two).join(':')
  const rest = load
    ? `,  ${load.users} users,  load average: ${load.averages.map((each) => each.toFixed(2)).join(', ')}`
    : ''
  return ` ${clock} up ${up}${rest}`
}
