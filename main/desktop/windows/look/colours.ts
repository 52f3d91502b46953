/** In whose colours our own windows are drawn: those that IT has decided on, or else those of the bank that is shown. */
import { app, type WebContents, webContents } from 'electron'
import { type Colours, colourStyle } from './colour-style.ts'
import { kindOf } from '../open-window.ts'

let managed = false
/** Of the colours that count now; empty: Koshin's own. */
let style = ''
/** Names what was inserted into a page, until the page is loaded anew. */
const inserted = new WeakMap<WebContents, Promise<string>>()

/** @param colours the managed ones, which no bank's take the place of */
export function startColours(colours: Colours | undefined): void {
  managed = colours !== undefined
  style = colourStyle(colours)
  app.on('web-contents-created', (_event, contents) => {
    contents.on('dom-ready', () => {
      inserted.delete(contents)
      draw(contents)
    })
  })
}

/** Draws all windows, and those that follow, in the colours of the bank that is shown now. */
export function showColours(colours: Colours | undefined): void {
  const next = colourStyle(colours)
  if (managed || next === style) return
  style = next
  webContents.getAllWebContents().forEach(draw)
}

function draw(contents: WebContents): void {
  // A page of a bank's, loaded to be asked for a certificate, is not ours.
  if (kindOf(contents) === undefined) return
  const before = inserted.get(contents)
  // A window that has closed meanwhile needs no colours.
  void before?.then((key) => contents.removeInsertedCSS(key)).catch(() => undefined)
  inserted.delete(contents)
  if (style === '') return
  const key = contents.insertCSS(style)
  key.catch(() => undefined)
  inserted.set(contents, key)
}
