import type { KeyPairView } from '@kilonova/compute-core/api/key-pairs/key-pair-schema'
import { useSuspenseQuery } from '@tanstack/react-query'
import { Suspense } from 'react'
import { useNavigate, useParams } from 'react-router'
import { isMissing } from '#shared/bff'
import { readPublicKey } from '#shared/openssh-key'
import { MakerName } from '#shared/owner-name'
import { adminPaths } from '#shared/paths'
import { useBff, usePaths, useScope } from '#shared/scope'
import { ServersSection } from '#shared/servers-section'
import { useFingerprint } from '#shared/use-fingerprint'
import { CopyButton } from '#ui/copy-button'
import { type Fact, FactsRail } from '#ui/facts'
import { t } from '#ui/i18n'
import { LoadingPart } from '#ui/loading'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { TitleBar } from '#ui/title-bar'
import { keyPairQuery, madeWith } from './key-pair-query.ts'
import { fingerprintHash, kindOf } from './key-pair-words.ts'
import { useKeyPairActions } from './use-key-pair-actions.tsx'

/** Everything about one key pair of the person; for administrators, of a user. */
export default function KeyPairPage() {
  const { name = '', id: userId } = useParams()
  const { data, error } = useSuspenseQuery(keyPairQuery(useBff(), name, userId))
  // Deleted while it was shown: what the page says is no longer true.
  if (isMissing(error)) throw error
  return <LoadedKeyPair keyPair={data} />
}

function LoadedKeyPair({ keyPair }: { keyPair: KeyPairView }) {
  const paths = usePaths()
  const scope = useScope()
  const navigate = useNavigate()
  const isOfAll = scope.kind === 'admin'
  const list = isOfAll ? adminPaths.userKeyPairs(keyPair.user_id) : paths.keyPairs()
  const { menuOf, dialog } = useKeyPairActions(() => navigate(list))
  const actions = menuOf(keyPair)
  return (
    <>
      <TitleBar
        crumbs={[
          { label: scope.name ?? t('Administration'), to: paths.home() },
          { label: t('Key pairs'), to: paths.keyPairs() },
        ]}
        title={keyPair.name}
        actions={actions}
        likely={actions}
      />
      <div className="split">
        <div className="stack">
          <Section
            title={t('Public key')}
            beside={
              <CopyButton value={keyPair.public_key} label={t('Copy public key of {{name}}', { name: keyPair.name })} />
            }
          >
            <div className="mono break as-written">{keyPair.public_key}</div>
          </Section>
          <Suspense fallback={<LoadingPart />}>
            <ServersSection
              title={t('Servers with this key')}
              q={madeWith(keyPair)}
              hasHosts={isOfAll}
              nothing={{
                title: isOfAll ? t('No server has this key') : t('No server of this project has this key'),
                text: t('A server receives its key when it is created or rebuilt.'),
              }}
            />
          </Suspense>
        </div>
        <FactsRail label={t('Facts')} groups={[{ title: t('Key pair'), facts: useFacts(keyPair) }]} />
      </div>
      {dialog}
    </>
  )
}

function useFacts(keyPair: KeyPairView): Fact[] {
  const isOfAll = useScope().kind === 'admin'
  const { fingerprint, public_key, created_at, user_id: userId } = keyPair
  const sha256 = useFingerprint(public_key)
  return [
    { name: t('User'), value: isOfAll && <MakerName id={userId} /> },
    { name: t('Type'), value: kindOf(keyPair) },
    {
      name: t('Fingerprint ({{hash}})', { hash: fingerprintHash(keyPair) }),
      value: <span className="mono">{fingerprint}</span>,
      copy: fingerprint,
    },
    {
      name: t('Fingerprint ({{hash}})', { hash: 'SHA-256' }),
      value: sha256 && <span className="mono">{sha256}</span>,
      copy: sha256,
    },
    { name: t('Comment'), value: readPublicKey(public_key)?.comment },
    { name: t('Created'), value: <RelativeTime at={created_at} /> },
  ]
}
