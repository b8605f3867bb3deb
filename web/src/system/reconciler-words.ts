import { t } from '#ui/i18n'

/** What each reconciler puts right, or tidies away, by its name. */
export const reconcilerWords: Readonly<Record<string, string>> = {
  'unstarted-jobs': t('Goes on with what processes that are gone have left, and starts jobs that nobody has begun.'),
  'stuck-jobs': t('Closes jobs whose flow has ended, and starts those again whose flow is unknown.'),
  'abandoned-servers': t('Frees servers from a task that nothing carries out any more.'),
  'lost-disks': t(
    'Tells the owners of servers whose host was set up anew that it does not have their disks, until it does.',
  ),
  'guests-that-stopped': t('Marks servers as stopped whose guest has shut itself down or crashed.'),
  'guests-that-should-not-run': t('Stops guests of stopped servers that were started outside of the cloud.'),
  'guests-after-boot': t('Starts servers again that ran when their host went down.'),
  'orphan-claims': t('Gives back capacity that is claimed for servers that need none any more.'),
  'orphan-ports': t('Releases ports of servers that are gone.'),
  'changed-ports': t('Brings changes of ports to hosts and guests.'),
  'orphan-guests': t('Removes guests and disks of deleted servers from hosts.'),
  'auto-confirm-resize': t('Confirms resizes after the time that is set.'),
  'reclaim-soft-deleted': t('Deletes soft-deleted servers for good after the time that is set.'),
  'shelved-long-enough': t('Frees the hosts of shelved servers after the time that is set.'),
  'spent-shelved-images': t('Deletes images of servers that were unshelved or deleted.'),
  'unfinished-snapshots': t('Deletes images whose snapshot was never made.'),
  'expired-tokens': t('Deletes expired tokens and links to consoles.'),
  'guest-samples': t('Sums up the metrics of servers, and deletes old ones.'),
  'host-samples': t('Sums up the metrics of hosts, and deletes old ones.'),
  'old-events': t('Deletes events that everybody has read.'),
  'old-jobs': t('Deletes jobs that ended an hour ago.'),
  'old-bulk-runs': t('Deletes bulk actions after the time that is set.'),
  'old-audit': t('Deletes activity older than is kept.'),
  'undelivered-notifications': t('Delivers notifications to the webhook.'),
}
