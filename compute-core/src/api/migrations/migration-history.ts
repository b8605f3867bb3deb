import { history, without } from '#platform/service/history'

/** What a migration looked like before, in the list of all and in that of one server. Newest first. */
export const migrationHistory = history([
  { since: '2.80', what: 'Migrations say who asked for them.', downgradeView: without('user_id', 'project_id') },
  { since: '2.59', what: 'Migrations have a UUID.', downgradeView: without('uuid') },
  {
    since: '2.23',
    what: 'Migrations say of which kind they are, and live ones where they are watched.',
    downgradeView: without('migration_type', 'links'),
  },
])
