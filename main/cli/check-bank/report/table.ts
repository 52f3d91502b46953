/** The findings as a table for a console. */
import { printable } from '../../../renewal/plain-text.ts'
import type { Words } from '../check.ts'
import { type Finding, groups } from '../checks.ts'
import { countsOf, isTroubled, leadOf, reportWords, type Subject, verdictWords } from './words.ts'

type Language = keyof Words

/** Signs of full width take two columns. */
const widthOf = (text: string): number =>
  [...text].reduce((sum, sign) => sum + (/[\u2e80-\uffef]/u.test(sign) ? 2 : 1), 0)
const padded = (text: string, width: number): string => text + ' '.repeat(Math.max(0, width - widthOf(text)))

export function tableOf(findings: readonly Finding[], subject: Subject, language: Language): string {
  const say = (told: Words): string => told[language]
  const verdictWidth = Math.max(...Object.values(verdictWords).map((told) => widthOf(say(told))))
  const idWidth = Math.max(...findings.map(({ check }) => check.id.length))
  const indent = ' '.repeat(2 + verdictWidth + 2)

  function rows(finding: Finding): string[] {
    const { check, verdict, seen } = finding
    const head = `  ${padded(say(verdictWords[verdict]), verdictWidth)}  ${check.id.padEnd(idWidth)}  ${say(seen)}`
    if (!isTroubled(finding)) return [head]
    const more = [check.title, check.meaning].map((told) => `${indent}${say(told)}`)
    return [head, ...more, `${indent}${say(reportWords.remedy)}: ${say(check.remedy)} (${check.reference})`]
  }

  const counts = countsOf(findings)
  const totals = Object.entries(counts).map(
    ([name, count]) => `${say(verdictWords[name as Finding['verdict']])} ${count}`,
  )
  return [
    `${say(reportWords.title)}: ${printable(subject.bankName)} (${subject.origins.join(', ')})`,
    say(leadOf(findings)),
    ...groups.flatMap(({ name, checks }) => [
      '',
      say(name),
      ...findings.filter(({ check }) => checks.includes(check)).flatMap(rows),
    ]),
    '',
    totals.join(', '),
    ...(subject.issued === 0 ? [] : [say(reportWords.issued(subject.issued))]),
    ...(subject.left === 0 ? [] : [say(reportWords.left(subject.left))]),
    '',
  ].join('\n')
}
