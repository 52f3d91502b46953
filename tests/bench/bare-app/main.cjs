// The least that Electron can be: one empty window, or, with --hidden, none; with --ends it ends at once. With --visits it
// opens an address, shows the first certificate that it is offered, and says how long that took.
const { app, BrowserWindow } = require('electron')

if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
app.on('window-all-closed', () => undefined)
void app.whenReady().then(() => {
  if (process.argv.includes('--ends')) return app.quit()
  const address = process.argv.find((one) => one.startsWith('--visits='))?.slice('--visits='.length)
  if (address !== undefined) return visit(address)
  if (process.argv.includes('--hidden')) return
  const window = new BrowserWindow({ width: 900, height: 840, webPreferences: { sandbox: true } })
  void window.loadFile('index.html')
})

function visit(address) {
  let shown = false
  app.on('certificate-error', (event, _contents, _url, _error, _certificate, believe) => {
    event.preventDefault()
    believe(true)
  })
  app.on('select-client-certificate', (event, _contents, _url, offered, choose) => {
    event.preventDefault()
    shown = offered.length > 0
    choose(offered[0])
  })
  const window = new BrowserWindow({ show: false, webPreferences: { sandbox: true } })
  const begun = performance.now()
  window.webContents.once('did-finish-load', () => {
    process.stdout.write(`bench: visited ${shown ? performance.now() - begun : 'without a certificate'}\n`)
    app.quit()
  })
  void window.loadURL(address).catch(() => undefined)
}
