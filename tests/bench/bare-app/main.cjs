// The least that Electron can be: one empty window, or, with --hidden, none; with --ends it ends at once.
const { app, BrowserWindow } = require('electron')

if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
app.on('window-all-closed', () => undefined)
void app.whenReady().then(() => {
  if (process.argv.includes('--ends')) return app.quit()
  if (process.argv.includes('--hidden')) return
  const window = new BrowserWindow({ width: 900, height: 840, webPreferences: { sandbox: true } })
  void window.loadFile('index.html')
})
