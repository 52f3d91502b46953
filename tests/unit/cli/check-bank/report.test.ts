import { describe, expect, it } from 'vitest'
import { judge } from '../../../../main/cli/check-bank/checks.ts'
import { pageOf } from '../../../../main/cli/check-bank/report/page.ts'
import type { Subject } from '../../../../main/cli/check-bank/report/words.ts'
import type { Session } from '../../../../main/cli/check-bank/session.ts'
import { tableOf } from '../../../../main/cli/check-bank/report/table.ts'
import { failure } from '../../../../main/renewal/errors.ts'
import { now } from '../../x509/authority.ts'
import { attempt, good, issuing } from './good-session.ts'

const subject: Subject = {
  bankName: '架空銀行',
  origins: ['https://bank.example'],
  at: now,
  version: '1.2.3',
  issued: 3,
  left: 0,
}
const hostile = '<script>alert("1")</script>\n\u001b[2J&'
const refused = attempt(failure('bank.refused', { cause: hostile }))
const bad: Session = { ...good, issuing: { ...issuing, first: refused, firstAgain: attempt('bank.unauthorized') } }
const twice: Session = { ...good, issuing: { ...issuing, renewalAgain: issuing.first } }

describe('the page of a check', () => {
  const page = pageOf(judge(bad), { ...subject, bankName: hostile, origins: [hostile] })

  it('has no script, loads nothing, and shows whatever a server said as text', () => {
    expect(page).not.toMatch(/<script|\son\w+=|src=|href=|url\(/i)
    expect(page).toContain(`content="default-src 'none'; style-src 'sha256-`)
    expect(page).toContain('bank.refused: &lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt;')
    expect(page).not.toContain('\u001b')
  })

  it('tells of each check its id in both languages, and of what is wrong what it means and what to change', () => {
    for (const { check } of judge(good)) expect(page).toContain(`<code>${check.id}</code>`)
    expect(page).toContain('<span lang="ja">お客様への影響</span> <span lang="en">For customers</span>')
    expect(page).toContain('RFC 7030 4.2.1, 3.2.3')
  })
})

describe('the table of a check', () => {
  it('begins with whether a repeated request costs anything', () => {
    const lead = (session: Session) => tableOf(judge(session), subject, 'en').split('\n')[1]
    expect(lead(good)).toMatch(/^A request that is sent again gets the same certificate/)
    expect(lead(twice)).toMatch(/^An answer that is lost costs a certificate/)
    const { issuing: _, ...looked } = good
    expect(lead({ ...looked, mayIssue: false })).toMatch(/was not checked/)
  })

  it('has a line for each check, with more where something is wrong, and no line that a server wrote', () => {
    const lines = tableOf(judge(bad), { ...subject, left: 2 }, 'ja').split('\n')
    const of = (id: string) => lines.filter((line) => line.includes(` ${id} `))
    for (const { check } of judge(good)) expect(of(check.id)).toHaveLength(1)
    expect(lines.some((line) => line.trimStart().startsWith('直し方: HTTP Basic 認証で受け付けます。'))).toBe(true)
    expect(lines.join('')).not.toContain('\u001b')
    expect(lines.at(-2)).toContain('koshin-check-')
  })
})
