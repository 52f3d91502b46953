import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { koshin, useAction } from '../../components/controls/action.tsx'
import { ActionButton, Button } from '../../components/controls/button.tsx'
import { TextField } from '../../components/controls/text-field.tsx'
import { watchIds } from './test-ids.ts'

/** The address is the user's own: never one that came in a mail to Koshin, because none comes. */
export function RenewalPage({ id, page }: { id: string; page: string | undefined }) {
  const { t } = useTranslation()
  const { pending, run } = useAction()
  const [editing, setEditing] = useState(false)
  const [address, setAddress] = useState(page ?? '')
  const [tried, setTried] = useState(false)
  const wanted = address.trim()
  const isRight = wanted === '' || isHttps(wanted)

  function submit(event: FormEvent) {
    event.preventDefault()
    setTried(true)
    if (pending || !isRight) return
    setTried(false)
    setEditing(false)
    void run(() => koshin().watch.savePage(id, wanted))
  }

  if (page !== undefined && !editing) {
    return (
      <div className="watch-page">
        <p>
          {t('watch.page.saved')} <span className="mono">{new URL(page).host}</span>
        </p>
        <div className="actions">
          <Button kind="quiet" onPress={() => setEditing(true)} testId={watchIds.save}>
            {t('watch.page.change')}
          </Button>
          <ActionButton kind="primary" action={() => koshin().watch.openPage(id)} testId={watchIds.open}>
            {t('watch.page.open')}
          </ActionButton>
        </div>
      </div>
    )
  }
  return (
    <form className="watch-page" noValidate onSubmit={submit}>
      <TextField
        label={t('watch.page.label')}
        value={address}
        onChange={setAddress}
        autoComplete="off"
        maxLength={2048}
        error={tried && !isRight ? t('watch.page.wrong') : undefined}
        testId={watchIds.address}
      />
      <Button type="submit" disabled={pending} testId={watchIds.save}>
        {t('watch.page.save')}
      </Button>
    </form>
  )
}

function isHttps(address: string): boolean {
  return URL.canParse(address) && new URL(address).protocol === 'https:'
}
