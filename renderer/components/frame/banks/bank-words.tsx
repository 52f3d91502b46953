import type { ViewOf } from '../view.ts'
import { useDates } from '../../certificate/use-dates.ts'
import './bank-words.css'

interface BankWordsProps {
  readonly message: NonNullable<ViewOf<'main'>['message']>
}

/** What the bank says, set off as its own words and under a title that says so: text alone, of which nothing is a link. */
export function BankWords({ message }: BankWordsProps) {
  const { language } = useDates()
  return (
    <blockquote className="bank-words" data-testid="bank-words">
      {message[language]}
    </blockquote>
  )
}
