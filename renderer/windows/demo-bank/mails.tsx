import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DemoMail } from '../../../preload/contract.ts'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import { demoBankIds } from './test-ids.ts'

/** The caught mails, newest first; the newest is open until another is chosen. */
export function Mails({ mails }: { mails: readonly DemoMail[] }) {
  const { t } = useTranslation()
  const dates = useDates()
  const [chosen, setChosen] = useState<string>()
  const newestFirst = [...mails].sort((a, b) => b.time - a.time)
  const open = newestFirst.find(({ id }) => id === chosen) ?? newestFirst[0]
  return (
    <section className="stack-tight">
      <h2>{t('demo.mails')}</h2>
      {open === undefined ? (
        <p className="soft">{t('demo.mailsNone')}</p>
      ) : (
        <div className="mails">
          <ul className="mails-list">
            {newestFirst.map((mail) => (
              <li key={mail.id}>
                <button
                  type="button"
                  aria-pressed={mail === open}
                  data-testid={demoBankIds.mail}
                  onClick={() => setChosen(mail.id)}
                >
                  <span className="mails-subject">{mail.subject}</span>
                  <span className="soft small">{mail.to}</span>
                  <span className="soft small">{dates.instant(mail.time)}</span>
                </button>
              </li>
            ))}
          </ul>
          <article className="mails-open" aria-label={open.subject}>
            <h3>{open.subject}</h3>
            <DetailsList
              details={[
                { name: t('demo.from'), value: open.from },
                { name: t('demo.to'), value: open.to },
                { name: t('demo.time'), value: dates.instant(open.time) },
              ]}
            />
            <p className="mails-text" data-testid={demoBankIds.mailText}>
              {open.text}
            </p>
          </article>
        </div>
      )}
    </section>
  )
}
