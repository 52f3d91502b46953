import type { Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { pickLanguage } from '../../locales/language.ts'
import { type Topic, topics } from './entries.ts'
import { pictureOf } from './pictures.ts'
import { helpIds } from './test-ids.ts'

interface TopicsProps {
  readonly shown: Topic
  readonly onChoose: (topic: Topic) => void
}

/** What there is help for. */
export function Topics({ shown, onChoose }: TopicsProps) {
  const { t } = useTranslation()
  return (
    <nav aria-label={t('helpSearch.topics')}>
      <ul className="help-topics">
        {topics.map((one) => (
          <li key={one}>
            <button
              type="button"
              className="help-topic-link"
              aria-current={one === shown ? 'true' : undefined}
              data-testid={helpIds.topicLink}
              data-topic={one}
              onClick={() => onChoose(one)}
            >
              {t(`help.${one}.title`)}
            </button>
          </li>
        ))}
      </ul>
    </nav>
  )
}

interface TopicSectionProps {
  readonly topic: Topic
  readonly noticeDays: number
  readonly heading: Ref<HTMLHeadingElement>
}

/** A few sentences on one window, and the part of it that they speak of. */
export function TopicSection({ topic, noticeDays, heading }: TopicSectionProps) {
  const { t, i18n } = useTranslation()
  return (
    <section className="stack-tight" data-testid={helpIds.topic} data-topic={topic}>
      <h2 ref={heading} tabIndex={-1}>
        {t(`help.${topic}.title`)}
      </h2>
      <p>{t(`help.${topic}.text`, { noticeDays: String(noticeDays) })}</p>
      <p>{t(`help.${topic}.next`)}</p>
      <img
        className="help-picture"
        {...pictureOf(topic, pickLanguage(i18n.language))}
        alt={t('helpPicture', { topic: t(`help.${topic}.title`) })}
      />
    </section>
  )
}
