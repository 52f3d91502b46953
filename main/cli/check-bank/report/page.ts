/** The findings as a page that needs nothing beside itself: no script, no picture, no network. */
import { createHash } from 'node:crypto'
import { formatInstant } from '../../../../preload/dates.ts'
import { visible } from '../../../renewal/plain-text.ts'
import type { Verdict, Words } from '../check.ts'
import { type Finding, groups } from '../checks.ts'
import { countsOf, isTroubled, leadOf, reportWords, type Subject, verdictWords } from './words.ts'
import { appName } from '../../../renewal/product/product.ts'

const style = `
:root { color-scheme: light dark; font: 15px/1.7 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; }
h2 { margin-top: 2.5rem; font-size: 1.15rem; }
h3 { margin: 1.8rem 0 0.4rem; font-size: 1rem; }
[lang=en] { display: block; opacity: 0.8; font-weight: normal; }
td [lang=en], th [lang=en], p [lang=en], dd [lang=en] { font-size: 0.9em; }
table { border-collapse: collapse; width: 100%; }
caption { text-align: left; font-weight: bold; padding: 1.4rem 0 0.4rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4rem 0.9rem 0.4rem 0; border-bottom: 1px solid #8886; overflow-wrap: anywhere; }
th { font-weight: normal; }
code { font-size: 0.9em; }
dl { margin: 0; }
dt { font-weight: bold; margin-top: 0.5rem; }
dt [lang=en] { display: inline; margin-left: 0.5em; }
dd { margin: 0; }
.lead { border-left: 4px solid #8886; padding-left: 1rem; }
.verdict { font-weight: bold; white-space: nowrap; margin-right: 0.6em; }
.verdict [lang=en] { display: inline; font-weight: bold; }
.fail { color: #a4000f; }
.warn { color: #7a4a00; }
.pass { color: #00601c; }
@media (prefers-color-scheme: dark) { .fail { color: #ff9a9a; } .warn { color: #ffc766; } .pass { color: #7fdc98; } }
@media print { body { margin: 0; max-width: none; } section { break-inside: avoid; } }
`
const hash = createHash('sha256').update(style).digest('base64')

const signs: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' }
/** Whatever anybody has sent, as text that shows all of itself. */
const html = (text: string): string => visible(text).replace(/[&<>"']/g, (sign) => signs[sign]!)
const both = ({ ja, en }: Words): string =>
  ja === en ? html(ja) : `<span lang="ja">${html(ja)}</span> <span lang="en">${html(en)}</span>`

export function pageOf(findings: readonly Finding[], subject: Subject): string {
  const { bankName, origins, at, version, issued, left } = subject
  const troubles = findings.filter(isTroubled)
  const totals = Object.entries(countsOf(findings)).map(([name, count]) => `${mark(name as Verdict)}${count}`)
  return `<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'sha256-${hash}'">
<meta name="viewport" content="width=device-width">
<title>${html(`${reportWords.title.ja} / ${reportWords.title.en}: ${bankName}`)}</title>
<style>${style}</style>
</head>
<body>
<h1>${both(reportWords.title)}</h1>
<p>${html(bankName)} · ${origins.map((origin) => `<code>${html(origin)}</code>`).join(' · ')} · ${html(formatInstant(at, 'ja'))} · ${appName.en} ${html(version)}</p>
<p class="lead">${both(leadOf(findings))}</p>
<p>${totals.join(' · ')}</p>
${issued === 0 ? '' : `<p>${both(reportWords.issued(issued))}</p>`}
${left === 0 ? '' : `<p>${both(reportWords.left(left))}</p>`}
<h2>${both(reportWords.troubles)}</h2>
${troubles.length === 0 ? `<p>${both(reportWords.none)}</p>` : troubles.map(trouble).join('\n')}
<h2>${both(reportWords.all)}</h2>
${groups
  .map(({ name, checks }) =>
    table(
      name,
      findings.filter(({ check }) => checks.includes(check)),
    ),
  )
  .join('\n')}
</body>
</html>
`
}

const mark = (verdict: Verdict): string => `<span class="verdict ${verdict}">${both(verdictWords[verdict])}</span>`

function trouble(finding: Finding): string {
  const { check, verdict, seen } = finding
  const told = (name: Words, what: string): string => `<dt>${both(name)}</dt><dd>${what}</dd>`
  return `<section>
<h3>${mark(verdict)}${both(check.title)}</h3>
<dl>
${told(reportWords.seen, both(seen))}
${told(reportWords.meaning, both(check.meaning))}
${told(reportWords.remedy, both(check.remedy))}
${told(reportWords.reference, `${html(check.reference)} · <code>${html(check.id)}</code>`)}
</dl>
</section>`
}

function table(name: Words, findings: readonly Finding[]): string {
  const rows = findings.map(
    ({ check, verdict, seen }) =>
      `<tr><td>${mark(verdict)}</td><th scope="row">${both(check.title)}<code>${html(check.id)}</code></th><td>${both(seen)}</td></tr>`,
  )
  return `<table>
<caption>${both(name)}</caption>
${rows.join('\n')}
</table>`
}
