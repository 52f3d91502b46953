/** A small window, shown before there is anything of the app: no script, no bridge, nothing but its words. */
import { BrowserWindow } from 'electron'
import { appName } from '../../renewal/product/product.ts'
import { language } from '../words/words.ts'
import { waitingWords } from '../words/waiting-words.ts'
import { windowSizes } from './look/sizes.ts'

/** @param onClosed by its user @returns closes it */
export function openWaitingWindow(onClosed: () => void): () => void {
  const window = new BrowserWindow({
    ...windowSizes.waiting,
    useContentSize: true,
    resizable: false,
    maximizable: false,
    fullscreenable: false,
    autoHideMenuBar: true,
    title: appName[language()],
    webPreferences: {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      javascript: false,
      devTools: false,
    },
  })
  window.once('closed', onClosed)
  void window.loadURL(`data:text/html;charset=utf-8,${encodeURIComponent(waitingPage(language()))}`)
  return () => {
    window.removeListener('closed', onClosed)
    window.destroy()
  }
}

export function waitingPage(language: 'ja' | 'en'): string {
  const { heading, working, close } = waitingWords[language]
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<meta name="color-scheme" content="light dark">
<title>${appName[language]}</title>
<style>
body { font: 1rem/1.6 system-ui, sans-serif; margin: 1.5rem 2rem }
h1 { font-size: 1.25rem; margin: 0 0 .75rem }
p { margin: 0 0 .75rem }
</style>
<main>
<h1>${heading}</h1>
<p>${working}</p>
<p>${close}</p>
</main>
</html>
`
}
