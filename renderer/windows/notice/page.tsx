import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { useOriginal } from '../../components/certificate/original.ts'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { DaysFigure } from '../../components/notice/days-figure.tsx'
import { Silence } from '../../components/notice/silence.tsx'
import { StatusBadge } from '../../components/certificate/status-badge.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { Caution } from '../../components/frame/caution.tsx'
import { noticeIds } from './test-ids.ts'

/** 電子証明書更新通知: between login and main, from the first day of the notice period on. */
export function NoticePage({ view: { certificate, automatic, reminders } }: { view: ViewOf<'notice'> }) {
  const { t } = useTranslation()
  const original = useOriginal()
  const dates = useDates()
  const expired = certificate.status === 'grace'
  return (
    <PageFrame title={t('titles.notice')} {...original('notice')} testId={noticeIds.page} stage="notice">
      <section className="panel notice">
        <div className="notice-figure">
          <p className="lead">
            {t(expired ? 'notice.leadExpired' : certificate.daysLeft > 0 ? 'notice.lead' : 'notice.leadLastDay')}
          </p>
          {expired ? (
            <p className="notice-last" data-testid={noticeIds.graceUntil}>
              {t('notice.graceUntil', { graceUntil: dates.instant(certificate.graceUntil) })}
            </p>
          ) : (
            <DaysFigure daysLeft={certificate.daysLeft} />
          )}
        </div>
        <DetailsList
          details={[
            { name: t('certificate.notAfter'), value: dates.instant(certificate.notAfter), testId: noticeIds.expiry },
            { name: t('certificate.holder'), value: certificate.holder, testId: noticeIds.holder },
            { name: t('certificate.issuer'), value: certificate.issuer },
            { name: t('certificate.serial'), value: <span className="mono">{certificate.serial}</span> },
            { name: t('certificate.status'), value: <StatusBadge status={certificate.status} /> },
          ]}
        />
      </section>
      <div className="stack-tight">
        <p>{t(automatic === true ? 'notice.automatic' : 'notice.explain')}</p>
        <p className="soft">
          {t(expired ? 'notice.laterExpired' : certificate.daysLeft > 0 ? 'notice.later' : 'notice.laterLastDay')}
        </p>
      </div>
      <div className="actions">
        <ActionButton action={() => koshin().notice.toMain()} testId={noticeIds.toMain}>
          {t(expired ? 'buttons.backToLogin' : 'buttons.toMain')}
        </ActionButton>
        <ActionButton kind="primary" action={() => koshin().notice.renew()} testId={noticeIds.renew}>
          {t('buttons.renew')}
        </ActionButton>
      </div>
      <Caution />
      <Silence reminders={reminders} snooze={() => koshin().notice.snooze()} mute={() => koshin().notice.mute()} />
    </PageFrame>
  )
}
