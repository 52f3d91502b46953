import type { FormEvent, RefObject } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { ActionButton, Button } from '../../components/controls/button.tsx'
import { useCredentials } from '../../components/controls/credentials.tsx'
import { acquireIds } from './test-ids.ts'

interface AcquireFormProps {
  readonly firstCustomerId: string
  readonly passwordField: RefObject<HTMLInputElement | null>
}

export function AcquireForm({ firstCustomerId, passwordField }: AcquireFormProps) {
  const { t } = useTranslation()
  const { pending, run } = useAction()
  const { take, fields } = useCredentials({
    passwordField,
    passwordLabel: t('acquire.password'),
    ids: acquireIds,
    firstCustomerId,
    isOneTime: true,
  })

  function submit(event: FormEvent) {
    event.preventDefault()
    if (pending) return
    const taken = take()
    if (taken !== undefined) void run(() => koshin().acquire.request(taken))
  }

  return (
    <form className="stack" noValidate onSubmit={submit}>
      {fields}
      <p className="soft">{t('acquire.then')}</p>
      <div className="actions">
        <ActionButton kind="quiet" action={() => koshin().acquire.back()} disabled={pending} testId={acquireIds.back}>
          {t('buttons.backToLogin')}
        </ActionButton>
        <Button kind="primary" type="submit" disabled={pending} testId={acquireIds.submit}>
          {t('buttons.acquire')}
        </Button>
      </div>
    </form>
  )
}
