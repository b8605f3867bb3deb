import { useSuspenseQuery } from '@tanstack/react-query'
import { Link, useParams } from 'react-router'
import type { ServerPage } from '#shared/bff'
import { mergedList, mergedRecord } from '#shared/merge-changes'
import { useBff, usePaths } from '#shared/scope'
import { EditInPlace } from '#ui/edit-in-place'
import { editName } from '#ui/edit-name'
import { t } from '#ui/i18n'
import { keyValuesProblem, toKeyValues, toRecord } from '#ui/key-values'
import { Section } from '#ui/section'
import { hostnameProblem } from './hostname.ts'
import { useSaveServer } from './save-server.ts'
import { Metadata, None, Tags } from './server-labels.tsx'
import { serverQuery } from './server-query.ts'
import { ActionSetting, Setting } from './setting.tsx'
import { editDescription, editHostname, editMetadata, editTags } from './setting-editors.tsx'
import { usePageActions } from './use-page-actions.ts'
import './server-settings.css'

type Server = ServerPage['server']

/** What can be changed of a server, what cannot and why, and last what cannot be taken back. */
export default function ServerSettingsTab() {
  const { id = '' } = useParams()
  const { server } = useSuspenseQuery(serverQuery(useBff(), id)).data
  const actions = usePageActions()
  return (
    <div className="settings">
      <Names server={server} />
      <Labels server={server} />
      <Section title={t('Protection')} surface="flush">
        <ActionSetting
          label={t('Lock')}
          help={t('Until it is unlocked, only administrators can change, stop or delete it.')}
          actions={actions.menuOf(server, ['lock', 'unlock'])}
        >
          {server.locked ? (server.lockedReason ?? t('Locked. No reason was given.')) : t('Not locked')}
        </ActionSetting>
      </Section>
      <Section title={t('Chosen at creation')} surface="flush">
        <ActionSetting
          label={t('Flavor')}
          help={t('A resize changes it.')}
          actions={actions.menuOf(server, ['resize', 'confirmResize', 'revertResize'])}
        >
          {server.flavor.name}
        </ActionSetting>
        <Setting label={t('Image')} help={t('A rebuild replaces it, and the disk with it.')}>
          {server.image ? (server.image.name ?? server.image.id) : '—'}
        </Setting>
        <Setting
          label={t('Key pair')}
          help={t('The guest got it at its first boot. A rebuild can give it another one.')}
        >
          {server.keyName ?? t('None')}
        </Setting>
        <Setting label={t('Server group')} help={t('A server joins a group when it is created, and stays in it.')}>
          <GroupLink group={server.group} />
        </Setting>
        <Setting
          label={t('Zone')}
          help={t('A server stays in its zone. One that is shelved can come back in another.')}
        >
          {server.zone || '—'}
        </Setting>
        <Setting label={t('Config drive')} help={t('The guest has one from the beginning, or none.')}>
          {server.configDrive ? t('Attached') : t('None')}
        </Setting>
      </Section>
      <Section title={t('Cannot be taken back')} surface="flush">
        <ActionSetting
          label={t('Rebuild')}
          help={t('Makes the disk anew from an image. Everything on it is lost; ID and addresses stay the same.')}
          actions={actions.menuOf(server, ['rebuild'])}
        />
        <ActionSetting
          label={t('Delete')}
          help={t('Deletes the server and its disk. Its addresses and its quota are released.')}
          actions={actions.menuOf(server, ['restore', 'deleteNow', 'delete'])}
        />
      </Section>
      {actions.dialogs}
    </div>
  )
}

function Names({ server }: { server: Server }) {
  const save = useSaveServer(server.id)
  const refusal = server.editRefusal ?? undefined
  return (
    <Section title={t('Names')} surface="flush">
      <Setting label={t('Name')} help={t('What it is called in lists and menus. Several servers may have the same.')}>
        <EditInPlace
          label={t('name')}
          refusal={refusal}
          value={server.name}
          show={server.name}
          edit={editName}
          check={(name) => (name.trim() ? null : t('Give the server a name.'))}
          onSave={(name) => save.changes({ name: name.trim() })}
        />
      </Setting>
      <Setting
        label={t('Hostname')}
        help={t(
          'The guest is told it when its disk is made. A change reaches it with the next rebuild, not with a reboot.',
        )}
      >
        <EditInPlace
          label={t('hostname')}
          refusal={refusal}
          value={server.hostname}
          show={<span className="mono">{server.hostname}</span>}
          edit={editHostname}
          check={hostnameProblem}
          onSave={(hostname) => save.changes({ hostname: hostname.trim() })}
        />
      </Setting>
      <Setting label={t('Description')} help={t('For people: what the server is for.')}>
        <EditInPlace
          label={t('description')}
          refusal={refusal}
          value={server.description ?? ''}
          show={server.description || <None what={t('No description')} />}
          edit={editDescription}
          onSave={(description) => save.changes({ description: description.trim() || null })}
        />
      </Setting>
    </Section>
  )
}

function Labels({ server }: { server: Server }) {
  const save = useSaveServer(server.id)
  return (
    <Section title={t('Labels')} surface="flush">
      <Setting label={t('Tags')} help={t('Words that lists are searched by.')}>
        <EditInPlace
          label={t('tags')}
          refusal={server.editRefusal ?? undefined}
          value={server.tags}
          show={<Tags tags={server.tags} />}
          edit={editTags}
          onSave={(tags, before) => save.tags(mergedList(server.tags, before, tags))}
        />
      </Setting>
      <Setting label={t('Metadata')} help={t('Keys and values for programs.')}>
        <EditInPlace
          label={t('metadata')}
          refusal={server.metadataRefusal ?? undefined}
          value={toKeyValues(server.metadata)}
          show={<Metadata metadata={server.metadata} />}
          edit={editMetadata}
          check={keyValuesProblem}
          onSave={(lines, before) => save.metadata(mergedRecord(server.metadata, toRecord(before), toRecord(lines)))}
        />
      </Setting>
    </Section>
  )
}

function GroupLink({ group }: { group: Server['group'] }) {
  const paths = usePaths()
  if (!group) return t('None')
  return (
    <>
      <Link to={paths.serverGroup(group.id)}>{group.name ?? group.id}</Link>
      {group.policy && <span className="dimmed"> {group.policy}</span>}
    </>
  )
}
