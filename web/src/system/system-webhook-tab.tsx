import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useBff } from '#shared/scope'
import { ActionButton } from '#ui/action-button'
import { Banner } from '#ui/banner'
import { FactList } from '#ui/facts'
import { formatNumber } from '#ui/format'
import { t } from '#ui/i18n'
import { RelativeTime } from '#ui/relative-time'
import { Section } from '#ui/section'
import { showRefusal } from '#ui/show-refusal'
import { Status } from '#ui/status'
import { retryWebhook, webhookQuery } from './system-queries.ts'

const time = (at: string | null) => at && <RelativeTime at={at} />

/** What waits to be told to the webhook, and why it was not told yet. */
export default function SystemWebhookTab() {
  const bff = useBff()
  const client = useQueryClient()
  const { webhook } = useSuspenseQuery(webhookQuery(bff)).data
  const retry = useMutation({
    mutationFn: () => retryWebhook(bff),
    onError: (error) => showRefusal(t('The webhook was not tried again'), error),
    onSettled: () => client.invalidateQueries({ queryKey: webhookQuery(bff).queryKey }),
  })
  const { url, waiting, refused, failures } = webhook
  return (
    <>
      {failures > 0 && (
        <Banner
          tone="bad"
          title={t('The webhook does not take notifications')}
          text={t('{{count}} tries in a row failed. Notifications wait, in their order, for three days at most.', {
            count: failures,
          })}
        />
      )}
      <Section
        title={t('Webhook')}
        beside={
          <ActionButton
            needs="kilonova:system:change"
            size="compact-sm"
            variant="default"
            loading={retry.isPending}
            refusal={
              url === null
                ? t('There is no webhook: set webhook_url and start the cloud again.')
                : waiting === 0
                  ? t('Nothing waits.')
                  : undefined
            }
            onClick={() => retry.mutate()}
          >
            {t('Try again now')}
          </ActionButton>
        }
      >
        <div className="facts">
          <FactList
            facts={[
              {
                name: t('Status'),
                value:
                  url === null ? (
                    <Status word={t('No webhook')} tone="idle" />
                  ) : failures > 0 ? (
                    <Status word={t('Failing')} tone="bad" />
                  ) : (
                    <Status word={t('Fine')} tone="good" />
                  ),
              },
              { name: t('Address'), value: url && <span className="mono">{url}</span> },
              { name: t('Waiting'), value: formatNumber(waiting) },
              { name: t('Failed attempts'), value: formatNumber(refused) },
              { name: t('Oldest'), value: time(webhook.oldest_at) },
              { name: t('Last delivered'), value: time(webhook.reached_at) },
              { name: t('Tried again'), value: time(webhook.retry_at) },
              { name: t('Last error'), value: webhook.last_error },
              { name: t('When'), value: time(webhook.last_error_at) },
            ]}
          />
        </div>
      </Section>
    </>
  )
}
