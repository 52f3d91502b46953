/**
 * Loaded into the real app by Electron's own `-r`: beside its opening the app's window learns nothing, neither what it
 * asks for nor what is pushed, before `releaseRest()`.
 */
const { app, ipcMain } = require('electron')

const released = new Promise((resolve) => (globalThis.releaseRest = resolve))

const { handle } = ipcMain
ipcMain.handle = (channel, answer) =>
  handle.call(ipcMain, channel, async (...asked) => {
    if (channel !== 'app:opening') await released
    return answer(...asked)
  })
app.on('web-contents-created', (_event, contents) => {
  const { send } = contents
  contents.send = (...told) => void released.then(() => contents.isDestroyed() || send.apply(contents, told))
})
