import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { CertificateCard } from '../../../preload/contract.ts'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { CertificateFacts } from '../../components/certificate/certificate-card.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import { loginIds } from './test-ids.ts'

interface CertificateChoiceProps {
  readonly certificates: readonly CertificateCard[]
  readonly chosen: string | undefined
  readonly onChoose: (thumbprint: string) => void
}

/** Several certificates: the user picks, never the app. */
export function CertificateChoice({ certificates, chosen, onChoose }: CertificateChoiceProps) {
  const { t } = useTranslation()
  const { run } = useAction()
  const dates = useDates()
  const name = useId()
  /** Said in this order: of a list of details, browsers take the words or the values into a name, not both. */
  const said = ({ holder, status, notAfter, daysLeft, issuer, serial }: CertificateCard): string =>
    [
      holder,
      t(`status.${status}`),
      `${t('certificate.notAfter')} ${dates.instant(notAfter)} ${dates.daysLeft(daysLeft)}`,
      `${t('certificate.issuer')} ${issuer}`,
      `${t('certificate.serial')} ${serial}`,
    ].join(' ')
  return (
    <fieldset className="stack-tight">
      <legend className="login-legend">{t('login.choose')}</legend>
      {certificates.map((certificate) => (
        <label
          key={certificate.thumbprint}
          className="certificate-card login-choice"
          data-testid={loginIds.certificate}
          data-thumbprint={certificate.thumbprint}
          data-status={certificate.status}
        >
          <input
            type="radio"
            name={name}
            value={certificate.thumbprint}
            checked={certificate.thumbprint === chosen}
            aria-label={said(certificate)}
            data-testid={loginIds.choice}
            onChange={() => {
              onChoose(certificate.thumbprint)
              void run(() => koshin().login.choose(certificate.thumbprint))
            }}
          />
          <span className="stack-tight">
            <CertificateFacts certificate={certificate} />
          </span>
        </label>
      ))}
    </fieldset>
  )
}
