/** A page in both languages that needs nothing beside itself: no script and no network. */
import { createHash } from 'node:crypto'
import { html } from './text.mjs'

const common = `
:root { color-scheme: light dark; font: 15px/1.6 system-ui, sans-serif; }
body { max-width: 60rem; margin: 2rem auto; padding: 0 1rem; }
h2 { margin-top: 2.5rem; font-size: 1.1rem; }
[lang=en] { opacity: 0.75; font-weight: normal; margin-left: 0.4em; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: 0.3rem 0.8rem 0.3rem 0; border-bottom: 1px solid #8886; }
`

/** @param {readonly string[]} told in Japanese and English */
export const both = ([ja, en]) => `<span lang="ja">${html(ja)}</span> <span lang="en">${html(en)}</span>`

/**
 * @param {object} page
 * @param {[ja: string, en: string]} page.title
 * @param {string} page.style CSS beside what all pages have
 * @param {boolean} [page.pictures] may it have pictures in it, as data?
 * @param {string} page.body HTML
 */
export function framed({ title, style, pictures = false, body }) {
  const whole = `${common}${style}`
  const hash = createHash('sha256').update(whole).digest('base64')
  return `<!doctype html>
<html lang="ja">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; ${pictures ? 'img-src data:; ' : ''}style-src 'sha256-${hash}'">
<meta name="viewport" content="width=device-width">
<title>${html(title.join(' / '))}</title>
<style>${whole}</style>
</head>
<body>
<h1>${both(title)}</h1>
${body}
</body>
</html>
`
}
