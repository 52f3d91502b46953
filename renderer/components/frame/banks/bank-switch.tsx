import { useId } from 'react'
import { useTranslation } from 'react-i18next'
import type { Banks } from '../../../../preload/contract.ts'
import { koshin, useAction } from '../../controls/action.tsx'
import './bank-switch.css'

/** Which of the user's banks is shown. What was begun at another one goes on there. */
export function BankSwitch({ banks: { shown, banks } }: { banks: Banks }) {
  const { t } = useTranslation()
  const id = useId()
  const { run } = useAction()
  return (
    <>
      <label className="visually-hidden" htmlFor={id}>
        {t('bank')}
      </label>
      <select
        id={id}
        className="bank-switch"
        value={shown}
        data-testid="bank-switch"
        onChange={({ target }) => void run(() => koshin().chooseBank(target.value))}
      >
        {banks.map((bank) => (
          <option key={bank.id} value={bank.id}>
            {bank.name}
          </option>
        ))}
      </select>
    </>
  )
}
