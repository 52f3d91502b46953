import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Fixed, WatchedLine } from '../../../preload/contract.ts'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { Expiry } from '../../components/certificate/certificate-card.tsx'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { StatusBadge } from '../../components/certificate/status-badge.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import { RenewalPage } from '../../components/watched/renewal-page.tsx'
import { Replaced } from './replaced.tsx'
import { Succeeded } from './succeeded.tsx'
import { watchIds } from './test-ids.ts'

/** One holder's certificates of one issuer, by the newest: until when, whether the user is reminded, and how it is renewed. */
export function Line({ line }: { line: WatchedLine }) {
  const { t } = useTranslation()
  const id = useId()
  const { run } = useAction()
  const { name, status, kind, watched, fixed, page, pageBy, closed, forgotten } = line
  return (
    <section
      className="certificate-card stack-tight"
      aria-labelledby={id}
      data-testid={watchIds.line}
      data-status={status}
      data-kind={kind}
    >
      <div className="certificate-card-head">
        <h2 className="certificate-card-holder" id={id}>
          {name}
        </h2>
        <StatusBadge status={status} />
      </div>
      <Succeeded line={line} />
      <Details line={line} />
      {closed === true && <p>{t('watch.closed')}</p>}
      <Replaced line={line} />
      {forgotten !== true && (
        <label className="check">
          <input
            type="checkbox"
            checked={watched}
            disabled={fixed.includes('watched')}
            data-testid={watchIds.watched}
            onChange={({ target }) => void run(() => koshin().watch.choose(line.id, target.checked))}
          />
          {t(fixed.includes('watched') ? 'watch.watchedByOrganisation' : 'watch.watched')}
        </label>
      )}
      {watched && (
        <div className="watch-page">
          {page === undefined ? (
            <p className="soft">{t('watch.page.none')}</p>
          ) : (
            <RenewalPage page={page} by={pageBy} />
          )}
          <div className="actions">
            <ActionButton kind="quiet" action={() => koshin().watch.edit(line.id)} testId={watchIds.edit}>
              {t('watch.edit')}
            </ActionButton>
            {page !== undefined && (
              <ActionButton action={() => koshin().watch.openPage(line.id)} testId={watchIds.open}>
                {t('watch.page.open')}
              </ActionButton>
            )}
          </div>
        </div>
      )}
    </section>
  )
}

function Details({ line }: { line: WatchedLine }) {
  const { t } = useTranslation()
  const dates = useDates()
  const { holder, issuer, serial, renewUntil, kind, note, watched, noticeDays } = line
  const reason = line.forgotten ? t('watch.forgotten') : kind === 'client' ? undefined : t(`watch.kinds.${kind}`)
  const marked = (text: string, ...names: Fixed) =>
    names.some((name) => line.fixed.includes(name)) ? `${text}${t('watch.fixed')}` : text
  return (
    <DetailsList
      details={[
        { name: t('certificate.notAfter'), value: <Expiry of={line} /> },
        ...(renewUntil === undefined
          ? []
          : [
              {
                name: t('watch.renewUntil'),
                value: marked(t('watch.until', { end: dates.instant(renewUntil) }), 'until', 'hour'),
              },
            ]),
        ...(watched
          ? [
              {
                name: t('watch.notices'),
                value: marked(t('watch.noticesFrom', { days: String(noticeDays) }), 'from'),
                testId: watchIds.notices,
              },
            ]
          : []),
        { name: t('certificate.holder'), value: holder },
        { name: t('certificate.issuer'), value: issuer },
        { name: t('certificate.serial'), value: <span className="mono">{serial}</span> },
        ...(reason === undefined ? [] : [{ name: t('watch.kind'), value: reason }]),
        ...(note === undefined ? [] : [{ name: t('watch.note'), value: <span className="watch-note">{note}</span> }]),
      ]}
    />
  )
}
