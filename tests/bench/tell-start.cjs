// Loaded before an app: says on the console when Electron is ready, the tray's icon is there, it tells a status, and what its
// first page shows.
const { app, Tray } = require('electron')

const say = (moment) => process.stdout.write(`bench: ${moment}\n`)

void app.whenReady().then(() => say('ready'))
const { setToolTip } = Tray.prototype
Tray.prototype.setToolTip = function (text) {
  setToolTip.call(this, text)
  say(/\d{4}年/.test(text) ? 'status' : 'icon')
}

/** Runs in the page: resolves once it is true of it. */
function until(isTrue) {
  return new Promise((resolve) => {
    const look = () => isTrue() && (changes.disconnect(), resolve())
    const changes = new MutationObserver(look)
    changes.observe(document, { attributes: true, characterData: true, childList: true, subtree: true })
    look()
  })
}
const shows = (selector) => document.querySelector(selector)?.checkVisibility() === true

const ofPage = {
  heading: () => shows('h1'),
  usable: () => shows('[data-testid=login-submit][aria-disabled=false]'),
  certificate: () => shows('[data-testid=login-certificate]'),
  checked: () =>
    shows('[data-testid=login-certificate]') && !document.body.innerText.includes('前回確認した内容です。'),
}
app.once('web-contents-created', (_event, contents) =>
  contents.once('dom-ready', () => {
    for (const [moment, isTrue] of Object.entries(ofPage)) {
      const script = `{ const shows = ${shows}; (${until})(${isTrue}) }`
      contents.executeJavaScript(script).then(
        () => say(moment),
        // The page has gone before that.
        () => undefined,
      )
    }
  }),
)
