/** A first certificate: with a wrong password, with the right one, and the same again. */
import type { Bank, EnrolmentCredentials, KeyReference } from '../../../renewal/ports.ts'
import type { CheckPorts } from '../ports.ts'
import type { Enrolment } from '../session.ts'
import { attempt, confirmTaken } from './attempts.ts'

interface Wanted {
  readonly credentials: EnrolmentCredentials
  /** PKCS#10, DER. */
  readonly request: Uint8Array
  readonly key: KeyReference
}

/** Asks again before anything is confirmed, in the order of a lost answer. */
export async function enrol(
  ports: Pick<CheckPorts, 'recording' | 'wait'>,
  bank: Pick<Bank, 'enrol' | 'confirm'>,
  { credentials, request, key }: Wanted,
) {
  const ask = (given: EnrolmentCredentials) => attempt(ports, () => bank.enrol(given, request, key))
  const wrongPassword = await ask({ ...credentials, password: wrong(credentials.password) })
  const first = await ask(credentials)
  const isIssued = first.result.ok && first.result.value.kind === 'issued'
  const firstAgain = isIssued ? await ask(credentials) : undefined
  const confirmations = await confirmTaken(bank, { credentials }, [first, firstAgain])
  const enrolment: Enrolment = { wrongPassword, first, ...(firstAgain && { firstAgain }) }
  return { enrolment, confirmations }
}

/** The same password with other letters and digits in it: of the same form, and wrong. */
const wrong = (password: string): string => password.replace(/[A-Za-z0-9]/g, (sign) => (/[7xX]/.test(sign) ? '8' : '7'))
