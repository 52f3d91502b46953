/** The app's own updates, as its build and the policy have them, over the same network as the bank. */
import { existsSync } from 'node:fs'
import path from 'node:path'
import { app, type Session } from 'electron'
import { goBy, isEncrypted, keepingTo, prepareForOthers } from '../bank/proxy/way.ts'
import type { HttpAnswer } from '../bank/transport/http.ts'
import { createTransport } from '../bank/transport/transport.ts'
import { ownAppImage } from '../desktop/lifecycle/login/app-image.ts'
import { appUserModelId } from '../desktop/lifecycle/identity.ts'
import type { ProxySignIn } from '../bank/proxy/sign-in.ts'
import type { Recorder } from '../logging/events.ts'
import { product } from '../renewal/product/product.ts'
import { failure, type Result, success } from '../renewal/errors.ts'
import type { ManagedPolicy } from '../storage/managed-policy/managed-policy.ts'
import { managedNetwork } from '../storage/managed-policy/network.ts'
import { longestRelease } from '../updates/release.ts'
import { updateFailure } from '../updates/server-failure.ts'
import { sourceOf, type Way, wayOf } from '../updates/source.ts'
import { createUpdates, type Updates } from '../updates/updates.ts'

interface UpdateHooks {
  readonly managed: ManagedPolicy
  readonly record: Recorder
  readonly proxy: Pick<ProxySignIn, 'answer'>
  readonly isWorkInProgress: () => boolean
  readonly onChange: () => void
}

export function composeUpdates({ managed, record, proxy, isWorkInProgress, onChange }: UpdateHooks): Updates {
  const appImage = ownAppImage(process.env, process.execPath)
  const way = wayOf({ platform: process.platform, isPackaged: app.isPackaged, appImage, has })
  const network = managedNetwork(managed.settings)
  const clock = Date.now
  const settings = { ...product.updates, ...managed.settings.updates }
  const server = settings.server ?? ''
  const transport = createTransport({ trust: 'system', ...network, clock, proxyCredentials: proxy.answer })
  let proxies = ''
  // Where a package is elsewhere, it is fetched by the way to the server that named it: that one is judged.
  const prepare = async (session: Session): Promise<void> => {
    prepareForOthers(session, { ...network, clock })
    proxies = await transport.way(server)
    await goBy(session, keepingTo(proxies, server))
  }
  return createUpdates({
    source: sourceOf(settings, way),
    version: app.getVersion(),
    wanted: { product: appUserModelId, platform: process.platform, arch: process.arch },
    async fetch(url) {
      const request = { method: 'GET', url, headers: {}, timeout: 30_000, maximumBody: longestRelease } as const
      return bodyOf(await transport.send({ kind: 'anonymous' }, request))
    },
    // Loaded where it is needed, which on most machines it never is.
    installer: async () =>
      (await import('../updates/electron-updater.ts')).createInstaller(way as Way, {
        appImage,
        prepare,
        credentials: (challenge) => proxy.answer({ ...challenge, encrypted: isEncrypted(proxies, challenge) }),
      }),
    isWorkInProgress,
    clock,
    onChange,
    tell: (event, details) => record(`update.${event}`, details),
  })
}

const places = {
  uninstaller: () => path.join(path.dirname(process.execPath), `Uninstall ${app.getName()}.exe`),
  'package-type': () => path.join(process.resourcesPath, 'package-type'),
}
const has = (name: keyof typeof places): boolean => existsSync(places[name]())

function bodyOf(answer: Result<HttpAnswer>): Result<Uint8Array> {
  if (!answer.ok) return { ok: false, failure: updateFailure(answer.failure) }
  const { status, body } = answer.value
  return status === 200 ? success(body) : failure('update.unreachable', { retry: 'later', cause: `HTTP ${status}` })
}
