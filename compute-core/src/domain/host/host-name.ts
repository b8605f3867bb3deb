/** Which names a host may join by: those of hosts that are no option of a command and no other address of the API. */
export const isHostName = (name: string): boolean =>
  /^[a-zA-Z0-9_.][a-zA-Z0-9_.-]{0,254}$/.test(name) && !['.', '..', 'join-tokens'].includes(name)
