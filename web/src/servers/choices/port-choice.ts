import type { CreateOptions } from '#shared/bff'

/** A port as a choice: its name, its network and its addresses. */
export const portChoice = ({ id, name, network, addresses }: CreateOptions['ports'][number]) => ({
  value: id,
  label: [name, network, ...addresses].join(' · '),
})
