/** A report as a page that needs nothing beside itself: pictures are inside, and there is no script and no network. */
import { both, framed } from '../pages/frame.mjs'
import { html } from '../pages/text.mjs'
import { pageWords as words } from './words.mjs'

const style = `
th { font-weight: normal; }
td, li, figcaption { overflow-wrap: anywhere; }
.failed { font-weight: bold; }
.failed::before { content: "✗ "; }
.passed::before { content: "✓ "; }
.skipped::before { content: "– "; }
pre { white-space: pre-wrap; overflow-wrap: anywhere; }
img { max-width: 100%; border: 1px solid #8886; }
`

/**
 * @param {import('./report.mjs').Report} report
 * @param {readonly { name: string, content: Buffer }[]} pictures those of the report that are here
 */
export function pageOf(report, pictures) {
  const body = `${report.koshin.clean ? '' : `<p class="failed">${both(words.changed)}</p>`}
${table(facts(report))}
<h2>${both(words.results)}</h2>
${table(report.parts.map(partRow))}
<h2>${both(words.pictures)}</h2>
${report.pictures.map((picture) => figure(picture, pictures)).join('\n')}`
  return framed({ title: words.title, style, pictures: true, body })
}

const table = (rows) =>
  `<table>\n${rows.map(([name, value]) => `<tr><th scope="row">${name}</th><td>${value}</td></tr>`).join('\n')}\n</table>`

/** @param {import('./report.mjs').Report} report */
function facts({ made, koshin, system, user, node, electron, selected, realStore }) {
  return [
    [both(words.about), html(`Koshin ${koshin.version}, ${made}`)],
    [both(words.commit), html(koshin.commit)],
    [both(words.tree), html(koshin.tree)],
    [both(words.system), html(`${system.name} (${system.platform} ${system.arch}), Node ${node}`)],
    ['Electron', electron === undefined ? '–' : html(electronOf(electron))],
    [both(words.user), both(words[user])],
    [both(words.realStore), both(words[realStore])],
    [both(words.selected), html([selected].flat().join(', '))],
  ]
}

const electronOf = ({ kind, version, chromium, sha256 }) =>
  `${version} (${kind}), Chromium ${chromium}, SHA-256 ${sha256}`

/** @param {import('./report.mjs').Part} part */
function partRow({ name, seconds, passed, failed, skipped, reason }) {
  const [kind, told] =
    failed.length > 0
      ? ['failed', words.failed]
      : passed > 0
        ? ['passed', words.passed]
        : ['skipped', reason === undefined ? words.skipped : words.notRun]
  const counts = `${passed} / ${failed.length} / ${skipped.length}, ${seconds} s`
  const notes = [
    ...failed.map((one) => `<pre>${html(one).replaceAll('\\u{a}', '\n')}</pre>`),
    ...(reason === undefined ? [] : [`<p>${html(reason)}</p>`]),
    ...(skipped.length === 0 ? [] : [list(skipped)]),
  ]
  return [html(name), `<span class="${kind}">${both(told)}</span> ${html(counts)}${notes.join('')}`]
}

function list(skipped) {
  const items = skipped.map(({ title, reason }) => `<li>${html(title)}: ${html(reason)}</li>`).join('')
  return `<details><summary>${both(words.skipped)} (${skipped.length})</summary><ul>${items}</ul></details>`
}

function figure({ name, sha256 }, pictures) {
  const content = pictures.find((one) => one.name === name)?.content
  const picture =
    content === undefined ? '' : `<img alt="${html(name)}" src="data:image/png;base64,${content.toString('base64')}">`
  return `<figure>${picture}<figcaption>${html(name)} · SHA-256 ${html(sha256)}</figcaption></figure>`
}
