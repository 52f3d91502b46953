import { useTranslation } from 'react-i18next'
import type { ViewOf } from '../../components/frame/view.ts'
import { setupIds } from './test-ids.ts'

type Told = Pick<ViewOf<'setup'>, 'file' | 'mistakes'>

/** Each setting that is wrong, by the name under which its administrator finds it, and why. */
export function Mistakes({ file, mistakes }: Told) {
  const { t } = useTranslation()
  return (
    <section className="panel stack-tight">
      <h2>{t('setup.mistakes')}</h2>
      {file !== undefined && (
        <p data-testid={setupIds.file}>
          {t('setup.file')} <span className="mono">{file}</span>
        </p>
      )}
      <ul className="setup-mistakes">
        {mistakes.map(({ place, kind, detail, from }) => (
          <li key={`${place} ${kind}`} data-testid={setupIds.mistake} data-kind={kind}>
            {(place !== '' || from !== undefined) && (
              <p className="mono">{from === undefined ? place : `${place} (${from})`}</p>
            )}
            <p>{detail === undefined ? t(`setup.kinds.${kind}`) : t(`setup.detailed.${kind}`, { detail })}</p>
          </li>
        ))}
      </ul>
    </section>
  )
}
