import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { Past } from '../../components/watched/past.tsx'
import { DetailsList } from '../../components/certificate/details-list.tsx'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { ActionButton, Button } from '../../components/controls/button.tsx'
import { TextArea } from '../../components/controls/text-area.tsx'
import { TextField } from '../../components/controls/text-field.tsx'
import { PageFrame } from '../../components/frame/page-frame.tsx'
import type { ViewOf } from '../../components/frame/view.ts'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { readCard, type Written } from './read-card.ts'
import { RuleFields } from './rule-fields.tsx'
import { watchCardIds } from './test-ids.ts'
import './watch-card.css'

/** What the user writes of a watched certificate. The address is the user's own: never one that came in a mail to Koshin. */
export function WatchCardPage({ view }: { view: ViewOf<'watch-card'> }) {
  const { t } = useTranslation()
  const { pending, run } = useAction()
  const { fixed } = view
  const [written, setWritten] = useState<Written>(() => ({
    name: view.name,
    page: view.page,
    note: view.note,
    from: String(view.rule.from),
    until: String(view.rule.until),
    hour: view.rule.hour === undefined ? '' : String(view.rule.hour),
    elsewhere: view.elsewhere.join('\n'),
  }))
  const [tried, setTried] = useState(false)
  const write = (field: keyof Written) => (value: string) => setWritten({ ...written, [field]: value })
  const { card, wrong } = readCard(written)
  const told = (field: keyof Written) =>
    tried && wrong.has(field) ? t(`watchCard.wrong.${field}` as never) : undefined

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (!pending && wrong.size === 0) void run(() => koshin().watch.save({ id: view.id, ...card }))
  }

  return (
    <PageFrame title={t('titles.watchCard')} testId={watchCardIds.page} help={false}>
      {view.failure !== undefined && <FailureNotice failure={view.failure} testId={watchCardIds.failure} />}
      <DetailsList
        details={[
          { name: t('certificate.holder'), value: view.holder },
          { name: t('certificate.issuer'), value: view.issuer },
        ]}
      />
      <form className="stack watch-card" noValidate onSubmit={submit}>
        <TextField
          label={t('watchCard.name')}
          hint={t('watchCard.nameHint', { name: view.suggestedName })}
          value={written.name}
          onChange={write('name')}
          autoComplete="off"
          maxLength={60}
          testId={watchCardIds.name}
        />
        <TextField
          label={t('watchCard.page')}
          hint={t(fixed.includes('page') ? 'watchCard.fixed' : 'watchCard.pageHint')}
          value={written.page}
          onChange={write('page')}
          autoComplete="off"
          maxLength={2048}
          disabled={fixed.includes('page')}
          error={told('page')}
          testId={watchCardIds.address}
        />
        <RuleFields written={written} write={write} fixed={fixed} told={told} />
        <TextArea
          label={t('watchCard.note')}
          hint={t('watchCard.noteHint')}
          value={written.note}
          onChange={write('note')}
          maxLength={1000}
          testId={watchCardIds.note}
        />
        <TextArea
          label={t('watchCard.elsewhere')}
          hint={t('watchCard.elsewhereHint')}
          value={written.elsewhere}
          onChange={write('elsewhere')}
          maxLength={2500}
          error={told('elsewhere')}
          testId={watchCardIds.elsewhere}
        />
        <div className="actions">
          <Button type="submit" kind="primary" disabled={pending} testId={watchCardIds.save}>
            {t('watchCard.save')}
          </Button>
          <ActionButton action={() => koshin().watch.list()} testId={watchCardIds.cancel}>
            {t('buttons.cancel')}
          </ActionButton>
        </div>
      </form>
      {view.history.length > 0 && <Past history={view.history} testId={watchCardIds.history} />}
    </PageFrame>
  )
}
