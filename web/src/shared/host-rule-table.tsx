import { Button, Table } from '@mantine/core'
import { IconCheck, IconX } from '@tabler/icons-react'
import { type ReactNode, useState } from 'react'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { adminPaths } from './paths.ts'
import { ruleWord } from './rule-words.ts'
import './host-rule-table.css'

/** What the rules say of one host. */
export interface RuledHost {
  host: string
  /** Why a rule refuses it; a rule that is not there lets it pass. */
  refusals: ReadonlyMap<string, string>
  /** Rules of which nobody knows what they say of it. */
  unknown?: ReadonlySet<string>
  /** What else is told of it, under the heading `more`. */
  more?: ReactNode
}

interface HostRuleTableProps {
  label: string
  hosts: readonly RuledHost[]
  /** The rules in the order in which they are asked: those that refuse nobody have no column. */
  rules: readonly string[]
  /** The heading of what else is told of each host. */
  more?: string
}

/** So many rows are drawn before somebody asks for all. */
const mostRows = 50

/** A row for each host, a column for each rule that refuses any, and in it the reason. */
export function HostRuleTable({ label, hosts, rules, more }: HostRuleTableProps) {
  const [isWhole, setWhole] = useState(false)
  const refusing = rules.filter((rule) => hosts.some(({ refusals }) => refusals.has(rule)))
  const shown = isWhole ? hosts : hosts.slice(0, mostRows)
  return (
    <>
      <Table.ScrollContainer minWidth={300} className="card" type="native">
        <Table aria-label={label} className="host-rules" verticalSpacing="xs" horizontalSpacing="md" layout="auto">
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('Host')}</Table.Th>
              {more !== undefined && <Table.Th>{more}</Table.Th>}
              {refusing.map((rule) => (
                <Table.Th key={rule} title={rule}>
                  {ruleWord(rule)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {shown.map((host) => (
              <Table.Tr key={host.host} data-refused={host.refusals.size > 0 || undefined}>
                <Table.Th scope="row" fw={500}>
                  <NameLink to={adminPaths.host(host.host)} name={host.host} />
                </Table.Th>
                {more !== undefined && <Table.Td>{host.more}</Table.Td>}
                {refusing.map((rule) => (
                  <Table.Td key={rule}>
                    <Verdict reason={host.refusals.get(rule)} isUnknown={host.unknown?.has(rule) ?? false} />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {shown.length < hosts.length && (
        <Button variant="default" size="xs" mt="xs" onClick={() => setWhole(true)}>
          {t('Show all {{count}} hosts', { count: hosts.length })}
        </Button>
      )}
    </>
  )
}

function Verdict({ reason, isUnknown }: { reason: string | undefined; isUnknown: boolean }) {
  if (reason !== undefined)
    return (
      <span className="host-rule" data-refused>
        <IconX size={14} aria-hidden /> {reason}
      </span>
    )
  if (isUnknown) return <span className="dimmed">{t('Not recorded')}</span>
  return (
    <span className="host-rule">
      <IconCheck size={14} aria-label={t('Passes')} />
    </span>
  )
}
