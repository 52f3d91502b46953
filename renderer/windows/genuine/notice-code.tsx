import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { Button } from '../../components/controls/button.tsx'
import { TextField } from '../../components/controls/text-field.tsx'
import { useDates } from '../../components/certificate/use-dates.ts'
import type { ViewOf } from '../../components/frame/view.ts'
import { FailureNotice } from '../../components/progress/failure-notice.tsx'
import { genuineIds } from './test-ids.ts'

type Check = ViewOf<'genuine'>['check']

interface NoticeCodeProps {
  readonly id: string
  readonly name: string
  /** Nothing here tells who asks. */
  readonly asksForId: boolean
  readonly check: Check
}

/** お知らせコード: did the bank send the mail that it stands in? */
export function NoticeCode({ id, name, asksForId, check }: NoticeCodeProps) {
  const { t } = useTranslation()
  const { pending, run } = useAction()
  const [code, setCode] = useState('')
  const [customerId, setCustomerId] = useState('')
  const [tried, setTried] = useState(false)
  const busy = pending || check?.state === 'asking'
  const isMissing = code.trim().length < 4
  const isIdMissing = asksForId && customerId.trim() === ''

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (busy || isMissing || isIdMissing) return
    void run(() => koshin().genuine.check({ bank: id, code, ...(asksForId ? { customerId } : {}) }))
  }

  return (
    <form className="stack-tight" noValidate onSubmit={submit}>
      <h2>{t('genuine.notice.title')}</h2>
      <p>{t('genuine.notice.lead', { bank: name })}</p>
      {asksForId && (
        <TextField
          halfWidth
          label={t('genuine.notice.customerId')}
          value={customerId}
          onChange={setCustomerId}
          autoComplete="off"
          maxLength={64}
          error={tried && isIdMissing ? t('genuine.notice.missingId') : undefined}
          testId={genuineIds.customerId}
        />
      )}
      <div className="genuine-code">
        <TextField
          halfWidth
          label={t('genuine.notice.code')}
          value={code}
          onChange={setCode}
          autoComplete="off"
          maxLength={64}
          error={tried && isMissing ? t('genuine.notice.missing') : undefined}
          testId={genuineIds.code}
        />
        <Button type="submit" disabled={busy} testId={genuineIds.check}>
          {t('genuine.notice.ask')}
        </Button>
      </div>
      {check !== undefined && <Told name={name} check={check} />}
    </form>
  )
}

function Told({ name, check }: { name: string; check: NonNullable<Check> }) {
  const { t } = useTranslation()
  const dates = useDates()
  if (check.state === 'failed') return <FailureNotice failure={check.failure} testId={genuineIds.answer} />
  const answer = check.state === 'asking' ? 'asking' : check.answer
  const time = check.state === 'answered' && check.sentAt !== undefined ? dates.instant(check.sentAt) : ''
  return (
    <p className="genuine-answer" role="status" data-testid={genuineIds.answer} data-answer={answer}>
      {t(`genuine.notice.${answer}`, { bank: name, time })}
    </p>
  )
}
