import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin } from '../../components/controls/action.tsx'
import { ActionButton } from '../../components/controls/button.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import { useLeave } from '../../components/frame/use-leave.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import type { Topic } from './entries.ts'
import { Found } from './found.tsx'
import { Support } from './support.tsx'
import { helpIds } from './test-ids.ts'
import { TopicSection, Topics } from './topics.tsx'
import './help.css'

interface HelpPageProps {
  readonly view: ViewOf<'help'>
}

/** One topic at a time, at first the one of the window that help was asked in; and whatever is searched for. */
export function HelpPage({ view: { topic: asked, noticeDays } }: HelpPageProps) {
  const { t } = useTranslation()
  const [question, setQuestion] = useState('')
  // An object, so that a topic that is chosen again is shown again.
  const [shown, setShown] = useState<{ readonly topic: Topic }>({ topic: asked })
  const heading = useRef<HTMLHeadingElement>(null)
  useLeave()
  const choose = (one: Topic) => {
    setQuestion('')
    setShown({ topic: one })
  }
  // After the frame has put the focus on the page's own title.
  useEffect(() => heading.current?.focus({ preventScroll: true }), [shown])
  return (
    <PageFrame title={t('titles.help')} testId={helpIds.page} help={false}>
      <label className="help-search">
        {t('helpSearch.label')}
        <input
          type="search"
          value={question}
          maxLength={100}
          autoComplete="off"
          spellCheck={false}
          data-testid={helpIds.search}
          onChange={(event) => setQuestion(event.target.value)}
        />
      </label>
      {question.trim() === '' ? (
        <>
          <Topics shown={shown.topic} onChoose={choose} />
          <TopicSection topic={shown.topic} noticeDays={noticeDays} heading={heading} />
          <Support />
        </>
      ) : (
        <Found question={question} noticeDays={noticeDays} onChoose={choose} />
      )}
      <div className="actions">
        <ActionButton action={() => koshin().side.back()} testId={helpIds.back}>
          {t('buttons.back')}
        </ActionButton>
      </div>
    </PageFrame>
  )
}
