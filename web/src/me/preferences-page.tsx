import { SegmentedControl, Select, Stack, Switch, Text, useMantineColorScheme } from '@mantine/core'
import { useState } from 'react'
import { areShortcutsOn, switchShortcuts } from '#shared/shortcuts'
import { formatExact, formatNumber } from '#ui/format'
import { chooseLanguage, type Language, languages, preferredLanguage, t } from '#ui/i18n'
import { PageHeader } from '#ui/page-header'
import { savePreferences, usePreferences } from '#ui/preferences'
import { useNow } from '#ui/relative-time'
import { Section } from '#ui/section'
import { timeZoneChoices } from './time-zones.ts'

/** How the dashboard looks and speaks to somebody, in this browser. */
export default function PreferencesPage() {
  return (
    <>
      <PageHeader title={t('Preferences')} below={t('These are kept in this browser, and apply at once.')} />
      <Stack gap="lg" maw={720}>
        <Section title={t('Language and region')}>
          <Stack gap="md">
            <LanguageChoice />
            <TimeZoneChoice />
            <Example />
          </Stack>
        </Section>
        <Section title={t('Look')}>
          <Stack gap="md">
            <ThemeChoice />
            <DensityChoice />
          </Stack>
        </Section>
        <Section title={t('Keyboard')}>
          <ShortcutsChoice />
        </Section>
      </Stack>
    </>
  )
}

function LanguageChoice() {
  return (
    <Select
      label={t('Language')}
      description={t('The page is loaded again in the language that you choose.')}
      data={Object.entries(languages).map(([value, label]) => ({ value, label }))}
      allowDeselect={false}
      value={preferredLanguage()}
      onChange={(language) => chooseLanguage(language as Language)}
    />
  )
}

const ofBrowser = 'browser'

function TimeZoneChoice() {
  const { timeZone } = usePreferences()
  const own = new Intl.DateTimeFormat().resolvedOptions().timeZone
  return (
    <Select
      label={t('Time zone')}
      description={t('All times are shown in it.')}
      data={[{ value: ofBrowser, label: t('That of the browser ({{zone}})', { zone: own }) }, ...timeZoneChoices()]}
      searchable
      limit={50}
      allowDeselect={false}
      value={timeZone ?? ofBrowser}
      onChange={(zone) => savePreferences({ timeZone: zone === ofBrowser ? null : zone })}
    />
  )
}

/** What the choices above make of a number and of the time. */
function Example() {
  const now = useNow(1000)
  usePreferences()
  return (
    <Text size="sm" c="dimmed" component="output" aria-label={t('Example')}>
      {`${formatExact(now)} · ${formatNumber(1234.5)}`}
    </Text>
  )
}

function ThemeChoice() {
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <Choice
      label={t('Theme')}
      value={colorScheme}
      onChange={setColorScheme}
      data={[
        { value: 'light', label: t('Light') },
        { value: 'dark', label: t('Dark') },
        { value: 'auto', label: t('System') },
      ]}
    />
  )
}

function DensityChoice() {
  const { density } = usePreferences()
  return (
    <Choice
      label={t('Height of rows')}
      value={density}
      onChange={(chosen) => savePreferences({ density: chosen })}
      data={[
        { value: 'compact', label: t('Compact') },
        { value: 'regular', label: t('Regular') },
        { value: 'comfortable', label: t('Comfortable') },
      ]}
    />
  )
}

interface ChoiceProps<Value extends string> {
  label: string
  value: Value
  data: { value: Value; label: string }[]
  onChange: (value: Value) => void
}

function Choice<Value extends string>({ label, value, data, onChange }: ChoiceProps<Value>) {
  return (
    <div>
      <Text size="sm" fw={500} mb={4}>
        {label}
      </Text>
      <SegmentedControl aria-label={label} data={data} value={value} onChange={(chosen) => onChange(chosen as Value)} />
    </div>
  )
}

function ShortcutsChoice() {
  const [isOn, setOn] = useState(areShortcutsOn)
  return (
    <Switch
      label={t('Keys of one letter do something')}
      description={t('Press ? on any page to see them. Switch them off where speech is turned into typing.')}
      checked={isOn}
      onChange={({ currentTarget }) => {
        switchShortcuts(currentTarget.checked)
        setOn(currentTarget.checked)
      }}
    />
  )
}
