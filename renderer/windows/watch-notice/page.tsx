import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { DaysFigure } from '../../components/notice/days-figure.tsx'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { Silence } from '../../components/notice/silence.tsx'
import { StatusBadge } from '../../components/certificate/status-badge.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import { useOriginal } from '../../components/certificate/original.ts'
import { HelpDeskLine } from '../../components/progress/help-desk-line.tsx'
import { Caution } from '../../components/frame/caution.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { RenewalPage } from '../../components/watched/renewal-page.tsx'
import { watchNoticeIds } from './test-ids.ts'

/** 電子証明書更新通知 of a certificate that its bank alone renews: in place of 証明書更新, the way to the bank's own page. */
export function WatchNoticePage({ view }: { view: ViewOf<'watch-notice'> }) {
  const { t } = useTranslation()
  const original = useOriginal()
  const dates = useDates()
  const { id, name, holder, issuer, serial, notAfter, renewUntil, daysLeft, status, page, pageBy, reminders, bank } =
    view
  const isDue = status === 'valid' || status === 'due'
  const ends = renewUntil === undefined ? undefined : t('watch.until', { end: dates.instant(renewUntil) })
  return (
    <PageFrame title={t('titles.notice')} {...original('notice')} testId={watchNoticeIds.page}>
      <section className="panel notice">
        <div className="notice-figure">
          <p className="lead">
            {t(!isDue ? 'watchNotice.leadExpired' : daysLeft > 0 ? 'notice.lead' : 'notice.leadLastDay')}
          </p>
          {isDue && <DaysFigure daysLeft={daysLeft} />}
        </div>
        <DetailsList
          details={[
            { name: t('watchCard.name'), value: name },
            { name: t('certificate.notAfter'), value: dates.instant(notAfter) },
            ...(ends === undefined ? [] : [{ name: t('watch.renewUntil'), value: ends }]),
            { name: t('certificate.holder'), value: holder },
            { name: t('certificate.issuer'), value: issuer },
            { name: t('certificate.serial'), value: <span className="mono">{serial}</span> },
            { name: t('certificate.status'), value: <StatusBadge status={status} /> },
          ]}
        />
      </section>
      <div className="stack-tight">
        <p>{t('watchNotice.explain')}</p>
        {page === undefined ? <p>{t('watchNotice.noPage')}</p> : <RenewalPage page={page} by={pageBy} />}
      </div>
      <div className="actions">
        <ActionButton action={() => koshin().watch.list()} testId={watchNoticeIds.toMain}>
          {t('buttons.toMain')}
        </ActionButton>
        {page === undefined ? (
          <ActionButton kind="primary" action={() => koshin().watch.edit(id)} testId={watchNoticeIds.edit}>
            {t('watchNotice.enterPage')}
          </ActionButton>
        ) : (
          <ActionButton kind="primary" action={() => koshin().watch.openPage(id)} testId={watchNoticeIds.open}>
            {t('watch.page.open')}
          </ActionButton>
        )}
      </div>
      <Caution own={bank?.caution} />
      {bank?.helpDesk !== undefined && <HelpDeskLine bank={bank.name} helpDesk={bank.helpDesk} />}
      <Silence reminders={reminders} snooze={() => koshin().watch.snooze()} mute={() => koshin().watch.mute()} />
    </PageFrame>
  )
}
