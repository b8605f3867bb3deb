import type { GuestNic } from '#driver/compute-driver'
import type { PortInfo } from '#domain/server/server'

/** The port as the driver wants it, reached over `link`. */
export const guestNic = (port: PortInfo, link: GuestNic['link']): GuestNic => ({
  portId: port.portId,
  mac: port.mac,
  mtu: port.mtu,
  fixedIps: port.fixedIps.map(({ address }) => address),
  ...(port.filter && { filter: port.filter }),
  ...(port.isDown && { isDown: true }),
  link,
})
