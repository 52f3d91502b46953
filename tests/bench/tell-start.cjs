// Loaded before an app: says on the console when Electron is ready, the tray's icon is there, and it tells a status.
const { app, Tray } = require('electron')

const say = (moment) => process.stdout.write(`bench: ${moment}\n`)

void app.whenReady().then(() => say('ready'))
const { setToolTip } = Tray.prototype
Tray.prototype.setToolTip = function (text) {
  setToolTip.call(this, text)
  say(/\d{4}年/.test(text) ? 'status' : 'icon')
}
