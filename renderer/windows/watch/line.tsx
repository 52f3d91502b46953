import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { WatchedLine } from '../../../preload/contract.ts'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { StatusBadge } from '../../components/certificate/status-badge.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import { RenewalPage } from './renewal-page.tsx'
import { watchIds } from './test-ids.ts'

/** One holder's certificates of one issuer, by the newest: until when, and whether the user is reminded. */
export function Line({ line }: { line: WatchedLine }) {
  const { t } = useTranslation()
  const dates = useDates()
  const id = useId()
  const { run } = useAction()
  const { holder, issuer, serial, notAfter, daysLeft, status, kind, watched, renewedFrom } = line
  // Koshin knows of no renewal after expiry: no bank has told of one.
  const shown = status === 'grace' ? 'lapsed' : status
  return (
    <section
      className="certificate-card stack-tight"
      aria-labelledby={id}
      data-testid={watchIds.line}
      data-status={shown}
      data-kind={kind}
    >
      <div className="certificate-card-head">
        <h2 className="certificate-card-holder" id={id}>
          {holder}
        </h2>
        <StatusBadge status={shown} />
      </div>
      {renewedFrom !== undefined && (
        <div className="watch-renewed">
          <p role="status">{t('watch.renewed', { from: renewedFrom, serial })}</p>
          <p>{t('watch.elsewhere')}</p>
          <ActionButton action={() => koshin().watch.seen(line.id)} testId={watchIds.seen}>
            {t('watch.seen')}
          </ActionButton>
        </div>
      )}
      <DetailsList
        details={[
          {
            name: t('certificate.notAfter'),
            value: (
              <span className="certificate-card-expiry">
                <span>{dates.instant(notAfter)}</span>
                <span className="certificate-card-left">{dates.daysLeft(daysLeft)}</span>
              </span>
            ),
          },
          { name: t('certificate.issuer'), value: issuer },
          { name: t('certificate.serial'), value: <span className="mono">{serial}</span> },
          ...(kind === 'client' ? [] : [{ name: t('watch.kind'), value: t(`watch.kinds.${kind}`) }]),
        ]}
      />
      <label className="check">
        <input
          type="checkbox"
          checked={watched}
          data-testid={watchIds.watched}
          onChange={({ target }) => void run(() => koshin().watch.choose(line.id, target.checked))}
        />
        {t('watch.watched')}
      </label>
      {watched && <RenewalPage id={line.id} page={line.page} />}
    </section>
  )
}
