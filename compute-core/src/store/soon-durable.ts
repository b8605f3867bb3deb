import { sql } from 'kysely'

/**
 * Put into a statement's `from`, it lets the commit answer before it is on the disk. For a flow's progress only: the checkpoint that
 * follows each step is durable and takes all before it along, so a power failure loses no more than the step that is done again.
 */
export const soonDurable = sql<{ set_config: string }>`(select set_config('synchronous_commit', 'off', true))`.as(
  'soon_durable',
)
