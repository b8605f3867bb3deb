/** What somebody may ask of a host's power from afar. */
export type HostPowerAction = 'startup' | 'shutdown' | 'reboot'
