/**
 * Loaded into the real app by Electron's own `-r`: from the first window on, what is said to the key store's process
 * waits for `releaseKeyStore()`.
 */
const path = require('node:path')
const { app, utilityProcess } = require('electron')

let held = Promise.resolve()
app.once('browser-window-created', () => {
  held = new Promise((resolve) => (globalThis.releaseKeyStore = resolve))
})

const { fork } = utilityProcess
utilityProcess.fork = (file, ...rest) => {
  const child = fork.call(utilityProcess, file, ...rest)
  if (!path.basename(file).startsWith('keystore-')) return child
  const { postMessage } = child
  child.postMessage = (message) => void held.then(() => postMessage.call(child, message))
  return child
}
