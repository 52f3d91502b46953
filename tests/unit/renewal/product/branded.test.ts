import { beforeAll, describe, expect, it, vi } from 'vitest'
import type { Identity } from '../../../../main/renewal/product/identity.ts'

const identity: Identity = {
  program: 'mihon-cert',
  name: { ja: '見本銀行 電子証明書更新', en: 'Mihon Certificates' },
  launcher: { ja: '見本銀行 電子証明書更新', en: 'Mihon Certificates' },
  publisher: 'Mihon Bank',
  applicationId: 'example.mihon.cert',
  scheme: 'mihon-cert',
  keyPrefix: 'mihon-cert.',
  bankFileEnding: 'mihon-cert-bank',
}

type Tree = { readonly [key: string]: unknown }
/** All texts below, and what functions that make texts are written like. */
function said(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  if (typeof value === 'function') return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value as Tree).flatMap(said) : []
}

describe("in a bank's own app", () => {
  const load: Record<string, () => Promise<Tree>> = {
    'the Japanese windows': () => import('../../../../renderer/locales/ja.ts'),
    'the English windows': () => import('../../../../renderer/locales/en.ts'),
    'the menus': () => import('../../../../main/desktop/words/menu-words.ts'),
    'what is said of faults': () => import('../../../../main/desktop/words/fault-words.ts'),
    'what is said of a refused start': () => import('../../../../main/desktop/words/refusal-words.ts'),
    'what is said of a run that is waited for': () => import('../../../../main/desktop/words/waiting-words.ts'),
    'the diagnosis': () => import('../../../../main/cli/diagnosis/words.ts'),
    'what is said of the daily renewal': () => import('../../../../main/cli/schedule-words.ts'),
    'the support bundle': () => import('../../../../main/cli/support-bundle-words.ts'),
    'the checks of a bank': () => import('../../../../main/cli/check-bank/checks.ts'),
  }

  beforeAll(() => {
    vi.doMock('../../../../main/renewal/product/identity.ts', () => ({ identity }))
    vi.resetModules()
  })

  it.each(Object.keys(load))('%s: no Koshin outside of licences', async (name) => {
    const texts = said(await load[name]!()).filter((text) => !/^Koshin (は MIT|is published under the MIT)/.test(text))
    expect(texts.length).toBeGreaterThan(3)
    expect(texts.filter((text) => /koshin/i.test(text))).toEqual([])
  })

  it('texts say its name as it is written in their language', async () => {
    const japanese = said(await load['the Japanese windows']!())
    const english = said(await load['the English windows']!())
    expect(japanese).toContain('見本銀行 電子証明書更新を開く')
    expect(english.some((text) => text.startsWith('Mihon Certificates renews the certificate'))).toBe(true)
  })

  it('the command line says its program', async () => {
    const { helpText } = await import('../../../../main/cli/help.ts')
    const text = helpText({ version: '1.0.0', settings: [], argv: [] }, 'ja')
    expect(text).toContain('mihon-cert --hidden')
    expect(text).toContain('FILE.mihon-cert-bank')
    expect(text).not.toMatch(/koshin/i)
  })

  it('addresses of its own open its pages, and those of Koshin do not', async () => {
    const { addressAmong, addressedPage } = await import('../../../../main/desktop/lifecycle/addresses.ts')
    expect(addressedPage('mihon-cert:notice')).toBe('notice')
    expect(addressedPage('koshin:notice')).toBeUndefined()
    expect(addressAmong(['--hidden', 'koshin:open'])).toBeUndefined()
  })

  it('it is told what to do by a policy, settings and variables of its own', async () => {
    const { policyFile } = await import('../../../../main/storage/managed-policy/policy-file.ts')
    const { managedPreferences } = await import('../../../../main/storage/managed-policy/managed-preferences.ts')
    const { registryPolicy } = await import('../../../../main/storage/managed-policy/registry-policy.ts')
    const { settingsPlaces } = await import('../../../../main/storage/settings/settings-file.ts')
    const { isNamed } = await import('../../../../main/storage/settings/configuration.ts')
    expect(policyFile().name).toBe('/etc/mihon-cert/policy.json')
    expect(managedPreferences().name).toBe('/Library/Managed Preferences/example.mihon.cert.plist')
    expect(registryPolicy().name).toBe('HKLM\\Software\\Policies\\Mihon Certificates')
    expect(settingsPlaces({ platform: 'linux', userData: '/u' }).machine).toBe('/etc/mihon-cert/settings.json')
    expect(settingsPlaces({ platform: 'win32', userData: 'C:\\u' }).machine).toContain('\\Mihon Certificates\\')
    expect(isNamed({ environment: { MIHON_CERT_CONFIG: '/f' }, options: {} })).toBe(true)
    expect(isNamed({ environment: { KOSHIN_CONFIG: '/f' }, options: {} })).toBe(false)
  })

  it("no key of the other's counts as its own", async () => {
    const { ownName } = await import('../../../../main/keystore/own-keys.ts')
    const { keyNameOf } = await import('../../../../main/renewal/machine/state.ts')
    expect(ownName(keyNameOf('1'))).toBe('mihon-cert.1')
    expect(ownName('koshin-1')).toBeUndefined()
    expect(ownName('mihon-cert-west.1')).toBeUndefined()
  })
})
