import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { useLeave } from '../../components/frame/use-leave.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { ja } from '../../locales/ja.ts'
import { pickLanguage } from '../../locales/language.ts'
import { pictureOf, type Topic } from './pictures.ts'
import { Support } from './support.tsx'
import { helpIds } from './test-ids.ts'
import './help.css'

const topics = Object.keys(ja.help) as Topic[]

/** A few sentences on each window, and how it looks; opens at the one that help was asked in. */
export function HelpPage({ view: { topic, noticeDays } }: { view: ViewOf<'help'> }) {
  const { t, i18n } = useTranslation()
  useLeave()
  const language = pickLanguage(i18n.language)
  const asked = useRef<HTMLHeadingElement>(null)
  // After the frame has put the focus on the page's own title.
  useEffect(() => {
    asked.current?.focus({ preventScroll: true })
    asked.current?.scrollIntoView({ block: 'start' })
  }, [topic])
  return (
    <PageFrame title={t('titles.help')} testId={helpIds.page}>
      {topics.map((one) => (
        <section
          key={one}
          className={`help-topic help-window${one === topic ? ' help-asked' : ''}`}
          data-testid={helpIds.topic}
          data-topic={one}
        >
          <div className="stack-tight">
            <h2 ref={one === topic ? asked : undefined} tabIndex={one === topic ? -1 : undefined}>
              {t(`help.${one}.title`)}
            </h2>
            <p>{t(`help.${one}.text`, { noticeDays: String(noticeDays) })}</p>
            <p>{t(`help.${one}.next`)}</p>
          </div>
          <img
            className="help-picture"
            {...pictureOf(one, language)}
            alt={t('helpPicture', { topic: t(`help.${one}.title`) })}
          />
        </section>
      ))}
      <Support />
      <div className="actions">
        <ActionButton action={() => koshin().side.back()} testId={helpIds.back}>
          {t('buttons.back')}
        </ActionButton>
      </div>
    </PageFrame>
  )
}
