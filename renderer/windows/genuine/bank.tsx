import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { GenuineBank } from '../../../preload/contract.ts'
import { helpDeskIn } from '../../../preload/help-desk.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { Certificate } from './certificate.tsx'
import { NoticeCode } from './notice-code.tsx'
import { genuineIds } from './test-ids.ts'

interface BankProps {
  readonly bank: GenuineBank
  readonly check: ViewOf<'genuine'>['check']
}

/** One bank's certificates, its telephone number, and what it can say of a mail. */
export function Bank({ bank, check }: BankProps) {
  const { t, i18n } = useTranslation()
  const id = useId()
  const { name, caution, canCheck, certificates } = bank
  const { phone, hours } = helpDeskIn(bank.helpDesk ?? {}, i18n.language)
  return (
    <section className="stack" aria-labelledby={id}>
      <p data-testid={genuineIds.caution}>{caution ?? t('genuine.caution')}</p>
      <div className="stack-tight">
        <h2 id={id}>{name === undefined ? t('genuine.here') : t('genuine.hereOf', { bank: name })}</h2>
        {certificates.length === 0 && <p>{t('genuine.none')}</p>}
        {certificates.map((certificate) => (
          <Certificate key={certificate.thumbprint} certificate={certificate} />
        ))}
      </div>
      <div className="stack-tight" data-testid={genuineIds.helpDesk}>
        <h2>{t('genuine.call')}</h2>
        {phone === undefined ? (
          <p>{t('genuine.callUnknown')}</p>
        ) : (
          <>
            <p>{t('genuine.callLead')}</p>
            <p className="genuine-phone">
              <strong>{t('helpDesk.phone', { phone })}</strong>{' '}
              {hours !== undefined && <span>{t('helpDesk.hours', { hours })}</span>}
            </p>
          </>
        )}
      </div>
      {canCheck && name !== undefined && (
        <NoticeCode id={bank.id} name={name} asksForId={certificates.length === 0} check={check} />
      )}
    </section>
  )
}
