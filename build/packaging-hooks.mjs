/** What electron-builder calls while it packs (electron-builder.yml). */
import { rm } from 'node:fs/promises'
import path from 'node:path'

/**
 * Once Electron has been copied: its default app, and the loader of a development Electron, would otherwise stand
 * beside ours, and Electron prefers an unpacked `app` folder to `app.asar`.
 */
export async function afterExtract({ appOutDir, electronPlatformName }) {
  const resources = electronPlatformName === 'darwin' ? 'Electron.app/Contents/Resources' : 'resources'
  for (const name of ['app', 'default_app.asar']) {
    await rm(path.join(appOutDir, resources, name), { recursive: true, force: true })
  }
}
