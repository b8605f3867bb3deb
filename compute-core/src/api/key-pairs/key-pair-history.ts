import { history, without } from '#platform/service/history'

/** What key pairs looked like before. Newest first. */
export const keyPairHistory = history([
  {
    since: '2.92',
    what: 'The public key must be brought, and names may have @ and dots: key-pair-routes has both bodies.',
  },
  {
    since: '2.10',
    what: 'Administrators manage the key pairs of others.',
    addsToRequest: ['user_id'],
  },
  { since: '2.2', what: 'Key pairs have a type.', addsToRequest: ['type'], downgradeView: without('type') },
])
