/** The page that shows a report. */
import { describe, expect, it } from 'vitest'
import { load, part, type Report, report } from './example.ts'

const { pageOf } = await load<{
  pageOf(report: Report, pictures: readonly { readonly name: string; readonly content: Buffer }[]): string
}>('verify/page.mjs')

const picture = { name: 'login.png', content: Buffer.from('png!') }

describe('the page of a report', () => {
  it('has the pictures in it, with their hashes, and loads nothing', () => {
    const page = pageOf(report, [picture])
    expect(page).toContain(`src="data:image/png;base64,${picture.content.toString('base64')}"`)
    expect(page).toContain('c'.repeat(64))
    expect(page).toContain("default-src 'none'; img-src data:;")
    expect(page).not.toMatch(/<(script|link|iframe)|(src|href)="(?!data:)/)
  })

  it('shows what passed, what failed and why something was not run', () => {
    const parts = [
      part('unit'),
      part('walk', { failed: ['it broke'] }),
      part('e2e', { passed: 0, reason: 'no display' }),
    ]
    const page = pageOf({ ...report, parts }, [])
    expect(page).toMatch(/unit<\/th><td><span class="passed">/)
    expect(page).toMatch(/walk<\/th><td><span class="failed">.*it broke/)
    expect(page).toMatch(/e2e<\/th><td><span class="skipped">.*not run.*no display/)
  })

  it('says of changed sources that they verify no commit', () => {
    const told = 'this verifies no commit'
    expect(pageOf(report, [])).not.toContain(told)
    expect(pageOf({ ...report, koshin: { ...report.koshin, clean: false } }, [])).toContain(told)
  })

  it('lets no text become markup or another reading direction', () => {
    const evil = '<img src=x onerror=alert(1)>"\u202e'
    const one = part('unit', { failed: [evil], skipped: [{ title: evil, reason: evil }], reason: evil })
    const page = pageOf({ ...report, parts: [one] }, [])
    expect(page.match(/&lt;img src=x onerror=alert\(1\)&gt;&quot;\\u\{202e\}/g)).toHaveLength(4)
    expect(page).not.toMatch(/<img|\u202e/)
  })
})
