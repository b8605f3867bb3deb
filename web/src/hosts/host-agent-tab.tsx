import { useQuery } from '@tanstack/react-query'
import { useOutletContext } from 'react-router'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths } from '#shared/scope'
import { versionsQuery } from '#shared/versions-query'
import { Banner } from '#ui/banner'
import { type Column, DataTable } from '#ui/data-table'
import { FactList } from '#ui/facts'
import { formatExact, formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { NameLink } from '#ui/name-link'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { Status } from '#ui/status'
import { agentAge, desiredLook, serialInPairs } from './agent-words.ts'
import type { HostInFull, HostTrouble } from './host-queries.ts'

/** What acts for the cloud on a host: its version, where it is reached, by which certificate it is known. */
export default function HostAgentTab() {
  const host = useOutletContext<HostInFull>()
  return (
    <>
      <Agent host={host} />
      <Certificate host={host} />
      <DesiredState state={host.desired_state} />
    </>
  )
}

function Agent({ host }: { host: HostInFull }) {
  const { agent_version: version, contract_version: contract, address, joined_at: joinedAt } = host
  const { data: cloud } = useQuery(versionsQuery(useBff()))
  const age = cloud && agentAge(host, cloud)
  return (
    <>
      {age && <Banner title={t('The agent is of another version')} text={age} />}
      <Section title={t('Agent')} surface="flush">
        <div className="facts">
          <FactList
            facts={[
              {
                name: t('Runs'),
                value:
                  joinedAt === null ? (
                    <NameLink
                      to={adminPaths.systemPart('processes')}
                      name={t('In the process of the control itself')}
                    />
                  ) : (
                    t('In a process of its own on the host')
                  ),
              },
              { name: t('Version'), value: version },
              { name: t('Contract version'), value: contract !== null && contractIn(contract, cloud?.agent_contract) },
              { name: t('Address'), value: address && <span className="mono">{address}</span>, copy: address },
              { name: t('Joined'), value: joinedAt && <RelativeTime at={joinedAt} /> },
              { name: t('Last report'), value: <RelativeTime at={host.updated_at} /> },
            ]}
          />
        </div>
      </Section>
    </>
  )
}

const contractIn = (contract: number, cloud: number | undefined): string =>
  cloud === undefined || cloud === contract
    ? formatNumber(contract)
    : t('{{contract}}, this cloud speaks {{cloud}}', { contract: formatNumber(contract), cloud: formatNumber(cloud) })

function Certificate({ host: { certificate } }: { host: HostInFull }) {
  return (
    <Section title={t('Certificate')} surface="flush">
      {certificate === null ? (
        <p className="nothing">
          {t('None of its own: it has not joined, and is a part of a control process, which has one.')}
        </p>
      ) : (
        <div className="facts">
          <FactList
            facts={[
              {
                name: t('Serial number'),
                value: <span className="mono">{serialInPairs(certificate.serial)}</span>,
                copy: certificate.serial,
              },
              {
                name: t('Valid until'),
                value: <time dateTime={certificate.not_after}>{formatExact(new Date(certificate.not_after))}</time>,
              },
              {
                name: t('Renewed'),
                value:
                  certificate.renewed_at === null ? (
                    t('Not yet: it is the one that the host has joined with')
                  ) : (
                    <RelativeTime at={certificate.renewed_at} />
                  ),
              },
            ]}
          />
        </div>
      )}
    </Section>
  )
}

function DesiredState({ state }: { state: HostInFull['desired_state'] }) {
  const { generation, reached, reached_at: at, troubles } = state
  return (
    <>
      <Section title={t('Desired state')} surface="flush">
        <div className="facts">
          <FactList
            facts={[
              { name: t('Status'), value: <Status {...desiredLook(state)} /> },
              { name: t('Desired generation'), value: formatNumber(generation) },
              { name: t('Reached generation'), value: formatNumber(reached) },
              { name: t('Reported'), value: at === null ? t('Not yet') : <RelativeTime at={at} /> },
            ]}
          />
        </div>
        <p className="nothing">
          {t(
            'What the agent has to know of the networks of its servers is one document. Each change gives it a new generation, which the agent fetches, makes true and reports.',
          )}
        </p>
      </Section>
      {troubles.length > 0 && (
        <Section title={t('What was not possible')} surface="none">
          <DataTable
            label={t('What was not possible')}
            rows={troubles}
            columns={troubleColumns}
            rowKey={({ server_id: id }) => id}
            whenEmpty={null}
          />
        </Section>
      )}
    </>
  )
}

const troubleColumns: readonly Column<HostTrouble>[] = [
  { header: t('Server'), cell: (trouble) => <TroubledServer trouble={trouble} /> },
  { header: t('Reason'), cell: ({ message }) => <span className="break">{message}</span> },
]

function TroubledServer({ trouble: { server_id: id, server_name: name } }: { trouble: HostTrouble }) {
  const paths = usePaths()
  return name === null ? <span className="mono">{id}</span> : <NameLink to={paths.server(id)} name={name} />
}
