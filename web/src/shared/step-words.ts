import { humanize } from '#ui/format'
import { t } from '#ui/i18n'

/** The steps of what is done to servers: by the names that compute-core's flows give them. */
const words: Readonly<Record<string, string>> = {
  send: t('Sending the requests'),
  schedule: t('Choosing a host'),
  origin: t('Looking up the image'),
  prepare: t('Preparing'),
  before: t('Preparing'),
  migration: t('Recording the resize'),
  claim: t('Room on the host'),
  port: t('Network port'),
  ports: t('Network ports'),
  nics: t('Network interfaces'),
  plug: t('Attaching the network interface'),
  unplug: t('Detaching the network interface'),
  disks: t('Disks'),
  spawn: t('Starting the guest'),
  start: t('Starting the guest'),
  powerOn: t('Starting the guest'),
  powerOff: t('Shutting down the guest'),
  shutDown: t('Shutting down the guest'),
  reboot: t('Rebooting'),
  pause: t('Pausing'),
  unpause: t('Unpausing'),
  suspend: t('Suspending'),
  resume: t('Resuming'),
  interrupt: t('Interrupting the guest'),
  setPassword: t('Changing the password'),
  snapshot: t('Creating a snapshot'),
  upload: t('Uploading the image'),
  fetch: t('Fetching the images'),
  rotate: t('Deleting old backups'),
  wait: t('Waiting for other actions'),
  guest: t('Removing the guest'),
  resize: t('Ending the resize'),
  shelvedImage: t('Deleting the shelved image'),
  land: t('Finishing'),
}

/** What a step does, as people read it; one that is not known here by its own name. */
export const stepWord = (step: string): string => words[step] ?? humanize(step)

/** The steps that are told in words here. */
export const knownSteps: ReadonlySet<string> = new Set(Object.keys(words))
