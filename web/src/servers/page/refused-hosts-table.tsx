import type { ServerPage } from '#shared/bff'
import { fitAddress, hintsAsked } from '#shared/fit-address'
import { HostRuleTable } from '#shared/host-rule-table'
import { ruleWord } from '#shared/rule-words'
import { t } from '#ui/i18n'
import { LinkButton } from '#ui/link-button'
import type { Refusals } from './refused-hosts.ts'

interface RefusedHostsProps {
  server: ServerPage['server']
  refused: Refusals
  /** It is the server as it is that found no host; else it was to become another. */
  isOfCreate: boolean
}

/** Why each host was refused when none was found, for administrators, and the way to ask again. */
export function RefusedHosts({ server, refused: { hosts, rules, more }, isOfCreate }: RefusedHostsProps) {
  const { flavor, image, projectId, asked } = server
  const question = fitAddress({
    ...(isOfCreate && { flavor: flavor.name }),
    image: image?.id ?? null,
    zone: asked.zone,
    project: projectId,
    ...hintsAsked(asked.hints),
  })
  return (
    <div className="refused-hosts">
      <HostRuleTable label={t('Why no host was found')} hosts={hosts} rules={rules} />
      {more.map(({ rule, because, unnamed }) => (
        <p key={`${rule} ${because}`} className="dimmed">
          {t('{{rule}}: {{because}}. {{count}} more hosts, which were not recorded by name.', {
            rule: ruleWord(rule),
            because,
            count: unnamed,
          })}
        </p>
      ))}
      <LinkButton to={question} size="xs" variant="default">
        {t('Would it fit now?')}
      </LinkButton>
    </div>
  )
}
