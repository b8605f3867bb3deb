import { CopyButton } from '#ui/copy-button'
import { t } from '#ui/i18n'
import { endsOf } from './key-pair-words.ts'

/** A fingerprint by its two ends; all of it is shown on hover and copied. */
export const Fingerprint = ({ of, is }: { of: string; is: string }) => (
  <span className="with-copy">
    <span className="mono" title={is}>
      {endsOf(is)}
    </span>
    <CopyButton value={is} label={t('Copy fingerprint of {{name}}', { name: of })} isQuiet />
  </span>
)
