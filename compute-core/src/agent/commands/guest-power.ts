import type { ComputeDriver } from '#driver/compute-driver'
import type { PowerState } from '#domain/server/power-state'
import type { ServerId } from '#platform/ids'

/** The guest's power state as commands answer it; a guest that is not defined here is as good as off. */
export const guestPower = async (driver: ComputeDriver, serverId: ServerId): Promise<PowerState> =>
  (await driver.powerState(serverId)) ?? 'shutdown'
