/** One letter, written twice: as plain text and as HTML. Both say the same, because both come from the same blocks. */
export type Block =
  | { readonly kind: 'lines'; readonly lines: readonly string[] }
  | { readonly kind: 'facts'; readonly facts: readonly (readonly [name: string, value: string])[] }
  | { readonly kind: 'steps'; readonly title: string; readonly steps: readonly string[] }
  | { readonly kind: 'notes'; readonly notes: readonly string[] }

export function writeText(blocks: readonly Block[]): string {
  return blocks.map((block) => textLines(block).join('\n')).join('\n\n')
}

function textLines(block: Block): readonly string[] {
  switch (block.kind) {
    case 'lines':
      return block.lines
    case 'facts':
      return block.facts.map(([name, value]) => `　${name}: ${value}`)
    case 'steps':
      return [block.title, ...block.steps.map((step, index) => `${index + 1}. ${step}`)]
    case 'notes':
      return block.notes.map((note) => `※${note}`)
  }
}

/** A page without links, pictures, forms and scripts: there is nothing in it to click or to be tracked by. */
export function writeHtml(subject: string, blocks: readonly Block[]): string {
  return [
    '<!doctype html>',
    `<html lang="ja"><head><meta charset="utf-8"><title>${escape(subject)}</title></head>`,
    '<body style="font-family: sans-serif; line-height: 1.7; color: #1b1b1b">',
    ...blocks.map(htmlBlock),
    '</body></html>',
  ].join('\n')
}

function htmlBlock(block: Block): string {
  switch (block.kind) {
    case 'lines':
      return `<p>${block.lines.map(escape).join('<br>\n')}</p>`
    case 'facts': {
      const head = '<th scope="row" style="text-align: left; padding-right: 1em">'
      const rows = block.facts.map(([name, value]) => `<tr>${head}${escape(name)}</th><td>${escape(value)}</td></tr>`)
      return `<table>\n${rows.join('\n')}\n</table>`
    }
    case 'steps': {
      const items = block.steps.map((step) => `<li>${escape(step)}</li>`)
      return `<p>${escape(block.title)}</p>\n<ol>\n${items.join('\n')}\n</ol>`
    }
    case 'notes':
      return `<p style="font-size: smaller">${block.notes.map((note) => `※${escape(note)}`).join('<br>\n')}</p>`
  }
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
}
