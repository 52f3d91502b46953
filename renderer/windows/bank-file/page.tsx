import { useTranslation } from 'react-i18next'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { Mistakes } from '../setup/mistakes.tsx'
import { CodeForm } from './code-form.tsx'
import { bankFileIds } from './test-ids.ts'
import { useFileDrop } from './use-file-drop.ts'
import './bank-file.css'

/** A bank file: whose it says to be, and what confirms it. */
export function BankFilePage({ view }: { view: ViewOf<'bank-file'> }) {
  const { t } = useTranslation()
  useFileDrop(true)
  const { bank, from, busy, failure, mistakes, watched } = view
  const asksCode = bank !== undefined && from.kind === 'file'
  return (
    <PageFrame title={t('titles.setup')} testId={bankFileIds.page}>
      {failure !== undefined && <FailureNotice failure={failure} testId={bankFileIds.failure} />}
      {mistakes.length > 0 && <Mistakes file={undefined} mistakes={mistakes} />}
      {bank === undefined && busy && (
        <p className="lead" role="status" data-testid={bankFileIds.busy}>
          {from.kind === 'domain' ? t('bankFile.fetching', { host: from.host }) : t('bankFile.reading')}
        </p>
      )}
      {bank !== undefined && (
        <>
          {asksCode && failure === undefined && <p className="lead">{t('bankFile.lead')}</p>}
          {!asksCode && busy && (
            <p className="lead" role="status">
              {t('bankFile.asking')}
            </p>
          )}
          {watched === true && <p data-testid={bankFileIds.watched}>{t('bankFile.watched')}</p>}
          <section className="panel">
            <BankDetails bank={bank} view={view} />
          </section>
        </>
      )}
      {asksCode ? (
        <>
          <p className="soft">{t('bankFile.onlyLetter')}</p>
          <CodeForm busy={busy} refused={failure} />
        </>
      ) : (
        <div className="actions">
          <ActionButton kind="quiet" action={() => koshin().bankFile.back()} testId={bankFileIds.back}>
            {t('buttons.back')}
          </ActionButton>
          {failure !== undefined && from.kind === 'file' && (
            <ActionButton kind="primary" action={() => koshin().bankFile.choose()} testId={bankFileIds.choose}>
              {t('buttons.chooseAnotherBankFile')}
            </ActionButton>
          )}
        </div>
      )}
    </PageFrame>
  )
}

function BankDetails({ bank, view }: { bank: NonNullable<ViewOf<'bank-file'>['bank']>; view: ViewOf<'bank-file'> }) {
  const { t } = useTranslation()
  const { from, present } = view
  const hosts = (
    <ul className="bank-file-hosts">
      {bank.hosts.map((host) => (
        <li className="mono" key={host} data-testid={bankFileIds.host}>
          {host}
        </li>
      ))}
    </ul>
  )
  return (
    <DetailsList
      details={[
        { name: t('bankFile.bank'), value: <strong>{bank.name}</strong>, testId: bankFileIds.bank },
        { name: t('bankFile.hosts'), value: hosts },
        from.kind === 'file'
          ? { name: t('bankFile.from'), value: <bdi>{from.name}</bdi> }
          : { name: t('bankFile.fromDomain'), value: <span className="mono">{from.host}</span> },
        ...(present === undefined
          ? []
          : [{ name: t('bankFile.present'), value: t('bankFile.replaces', { bank: present }) }]),
      ]}
    />
  )
}
