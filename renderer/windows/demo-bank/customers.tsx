import { useTranslation } from 'react-i18next'
import type { DemoBankState } from '../../../preload/contract.ts'
import { demoBankIds } from './test-ids.ts'

/** Made-up people; their passwords are shown because they open nothing real. */
export function Customers({ customers }: { customers: DemoBankState['customers'] }) {
  const { t } = useTranslation()
  return (
    <section className="stack-tight">
      <h2>{t('demo.customers')}</h2>
      <p>{t('demo.customersLead')}</p>
      <div className="demo-table">
        <table>
          <thead>
            <tr>
              <th scope="col">{t('demo.name')}</th>
              <th scope="col">{t('demo.customerId')}</th>
              <th scope="col">{t('demo.password')}</th>
            </tr>
          </thead>
          <tbody>
            {customers.map(({ customerId, name, password }) => (
              <tr key={customerId} data-testid={demoBankIds.customer} data-customer={customerId}>
                <th scope="row">{name}</th>
                <td>
                  <code>{customerId}</code>
                </td>
                <td>
                  <code>{password}</code>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  )
}
