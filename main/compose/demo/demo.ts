/** The demo: its bank, and the window in which that bank is seen. */
import { screen } from 'electron'
import { demoChannels, pushChannels } from '../../../preload/contract.ts'
import { createTransport } from '../../bank/transport/transport.ts'
import type { DemoCertificate } from '../../cli/command-line.ts'
import type { DemoControl } from './control.ts'
import type { DemoFolders } from './folders.ts'
import { type Demo, layOutDemo } from './start.ts'
import { handleChannels } from '../../desktop/windows/ipc.ts'
import { pageOrigin } from '../../desktop/windows/pages.ts'
import { openWindow } from '../../desktop/windows/open-window.ts'
import { windowSizes } from '../../desktop/windows/look/sizes.ts'
import type { KeyStore } from '../../renewal/ports.ts'
import { createCertificates } from '../../x509/certificates.ts'

/** Starts the demo bank and lays out the demo's starting point in its key store. */
export function startDemo(folders: DemoFolders, certificate: DemoCertificate, keyStore: KeyStore): Promise<Demo> {
  return layOutDemo(folders, certificate, {
    keyStore,
    createTransport: (trust) => createTransport({ trust, clock: Date.now }),
    createCertificates,
  })
}

/** The demo bank's own window: its mails, its made-up people, and what it is like. */
export function openDemoWindow(control: DemoControl, openApp: () => void, developmentServer: string | undefined): void {
  handleChannels('demo', developmentServer ?? pageOrigin, demoChannels, {
    'demo:state': () => control.state(),
    'demo:open-app'() {
      openApp()
      return undefined
    },
    async 'demo:character'(character) {
      await control.setCharacter(character)
      return undefined
    },
  })
  const { x, y, width } = screen.getPrimaryDisplay().workArea
  const place = { x: x + width - windowSizes.demo.width, y, ...windowSizes.demo }
  const window = openWindow('demo', place, developmentServer)
  const timer = setInterval(() => {
    control.state().then(
      (state) => window.isDestroyed() || window.webContents.send(pushChannels.demo, state),
      // A bank that is gone has nothing to tell: what it told last stays.
      () => undefined,
    )
  }, 5000)
  window.once('closed', () => clearInterval(timer))
}
