import { history } from '#platform/service/history'
import type { VersionName } from '#platform/service/microversion'
import { serverCreateHistory } from './server-create-history.ts'

/** What a creation and a rebuild had in common at that version. */
const asAtCreation = (since: VersionName) =>
  serverCreateHistory.changes.find((change) => change.since === since)!.upgradeRequest!

/** What a request for a rebuild looked like before. Newest first. */
export const serverRebuildHistory = history([
  { since: '2.94', what: 'The host name may be a full domain name.', upgradeRequest: asAtCreation('2.94') },
  { since: '2.90', what: 'A rebuilt server may get another host name.', addsToRequest: ['hostname'] },
  {
    since: '2.63',
    what: 'A rebuilt server may trust only some image certificates.',
    addsToRequest: ['trusted_image_certificates'],
  },
  {
    since: '2.57',
    what: 'A rebuilt server may get other user data; files are not injected any more.',
    addsToRequest: ['user_data'],
  },
  { since: '2.54', what: 'A rebuilt server may get another key.', addsToRequest: ['key_name'] },
  { since: '2.19', what: 'Servers have a description.', addsToRequest: ['description'] },
])
