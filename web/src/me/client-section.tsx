import { Button, Group, Select, Text } from '@mantine/core'
import { useState } from 'react'
import { lastProject, useSession } from '#shared/session'
import { downloadText } from '#ui/download-text'
import { t } from '#ui/i18n'
import { Section } from '#ui/section'
import { type ClientAccess, cloudsYamlWithPassword, openrcWithPassword } from './client-files.ts'
import type { Me } from './me-query.ts'

/** The files with which command-line clients find the cloud. */
export function ClientSection({ me, onCreate }: { me: Me; onCreate: () => void }) {
  const { projects } = useSession()
  const [projectId, setProjectId] = useState((lastProject(projects) ?? projects[0])?.id ?? null)
  const project = projects.find(({ id }) => id === projectId)
  const { hasPassword, isOn, hasSecret } = me.secondFactor
  const download = (name: string, make: (access: ClientAccess) => string) => {
    if (!project) return
    const hasSecondFactor = isOn && hasSecret
    downloadText(name, make({ authUrl: me.authUrl, user: me, project, hasSecondFactor }))
  }
  return (
    <Section title={t('Command line')}>
      <Text size="sm" mb="sm">
        {hasPassword
          ? t(
              'Files for the openstack client and other tools. These ask for your password; the secret of an application credential stands in its own files, which you get when you create one.',
            )
          : t(
              'You have no password that a command could ask for: create an application credential, and download its files.',
            )}
      </Text>
      {hasPassword ? (
        <Group align="flex-end" gap="xs">
          <Select
            label={t('Project')}
            data={projects.map(({ id, name }) => ({ value: id, label: name }))}
            searchable={projects.length > 8}
            allowDeselect={false}
            value={projectId}
            onChange={setProjectId}
          />
          <Button variant="default" onClick={() => download('openrc.sh', openrcWithPassword)}>
            {t('Download {{file}}', { file: 'openrc.sh' })}
          </Button>
          <Button variant="default" onClick={() => download('clouds.yaml', cloudsYamlWithPassword)}>
            {t('Download {{file}}', { file: 'clouds.yaml' })}
          </Button>
        </Group>
      ) : (
        <Button variant="default" onClick={onCreate}>
          {t('Create application credential')}
        </Button>
      )}
    </Section>
  )
}
