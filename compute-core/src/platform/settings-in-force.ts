import { type Config, fromEnvironment, type Settings, settings, type SettingSource } from './config.ts'

/** A setting as it is in force, for whoever runs the cloud: a secret is told as set or not. */
export interface SettingInForce {
  name: string
  value: unknown
  isSecret: boolean
  /** What it would be; null where that is nothing. */
  byDefault: unknown
  source: SettingSource | { kind: 'default' }
  /** The variable that sets it, where one does. */
  variable: string | null
  summary: string
}

// What is said of an address that may have a secret in it: where it leads, and no more.
const originOf = (text: string): string => (URL.canParse(text) ? `${new URL(text).origin}/…` : 'set')

/** What is told of settings that are secrets, or have some in them. */
const told: { readonly [Name in keyof Settings]?: (value: NonNullable<Settings[Name]>) => unknown } = {
  webhook_secret: () => 'set',
  webhook_url: originOf,
  database_url: () => 'set',
  oidc: (providers) =>
    providers.map(({ client_secret: secret, ...known }) => ({
      ...known,
      ...(secret !== undefined && { client_secret: 'set' }),
    })),
}

/** Every setting as it is in force, by name. */
export function settingsInForce(config: Config): SettingInForce[] {
  const defaults = settings.parse({})
  return (Object.keys(settings.shape) as (keyof Settings)[]).toSorted().map((name) => {
    const value = config[name]
    const tell = told[name] as ((value: unknown) => unknown) | undefined
    return {
      name,
      value: value === undefined ? null : tell ? tell(value) : value,
      isSecret: tell !== undefined,
      byDefault: defaults[name] ?? null,
      source: config.sources?.[name] ?? { kind: 'default' },
      variable: Object.entries(fromEnvironment).find(([, setting]) => setting === name)?.[0] ?? null,
      summary: settings.shape[name].description ?? '',
    }
  })
}
