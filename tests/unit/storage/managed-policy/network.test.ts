import { generateKeyPairSync } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { managedNetwork } from '../../../../main/storage/managed-policy/network.ts'
import { type ManagedProxy, managedSchema } from '../../../../main/storage/managed-policy/schema.ts'
import { makeRoot } from './authority.ts'

describe('the way to the bank under a managed policy', () => {
  it('is the operating system’s own where nothing is said', () => {
    expect(managedNetwork({})).toEqual({ networkRoots: [], proxy: undefined })
  })

  it('leads past a proxy that inspects TLS, by its roots', () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'koshin-network-'))
    const { networkRoots } = managedNetwork({ networkRoots: makeRoot(folder) })
    expect(networkRoots).toHaveLength(1)
    rmSync(folder, { recursive: true })
    expect(managedNetwork({ networkRoots: 'no PEM' }).networkRoots).toEqual([])
  })

  it.each<[ManagedProxy, object]>([
    [{ mode: 'system' }, { mode: 'system' }],
    [{ mode: 'direct' }, { mode: 'direct' }],
    [
      { mode: 'fixed', server: 'proxy.example:8080' },
      { mode: 'fixed_servers', proxyRules: 'proxy.example:8080', proxyBypassRules: '' },
    ],
    [
      { mode: 'fixed', server: 'proxy.example:8080', bypass: ['*.example', '10.0.0.0/8'] },
      { mode: 'fixed_servers', proxyRules: 'proxy.example:8080', proxyBypassRules: '*.example,10.0.0.0/8' },
    ],
    [
      { mode: 'pac', pacUrl: 'https://a.example/pac' },
      { mode: 'pac_script', pacScript: 'https://a.example/pac' },
    ],
  ])('leads through the proxy that it names: %j', (proxy, expected) => {
    expect(managedNetwork({ proxy }).proxy).toEqual(expected)
  })
})

describe('the policy of a proxy', () => {
  const accepted = (proxy: object): boolean => managedSchema.safeParse({ proxy }).success
  it.each([
    'proxy.example:8080',
    'HTTP://proxy.example:1',
    'https://proxy.example:65535',
    'socks5://10.0.0.1:1080',
    '[::1]:8080',
  ])('takes %s', (server) => {
    expect(accepted({ mode: 'fixed', server, bypass: ['*.example', '10.0.0.0/8'] })).toBe(true)
  })

  it.each([
    'proxy.example',
    'proxy.example:',
    'a b:1',
    'proxy:1;direct://',
    'x proxy:1',
    'proxy:x',
    ':80',
    'proxy:123456',
  ])('refuses %s', (server) => {
    expect(accepted({ mode: 'fixed', server })).toBe(false)
  })

  it('refuses what does not belong together, and bypasses that are several in one', () => {
    expect(accepted({ mode: 'direct' })).toBe(true)
    expect(accepted({ mode: 'direct', server: 'a:1' })).toBe(false)
    expect(accepted({ mode: 'pac' })).toBe(false)
    for (const pacUrl of ['http://a.example/pac', 'https://a.example/pac']) {
      expect(accepted({ mode: 'pac', pacUrl })).toBe(true)
    }
    for (const pacUrl of ['file:///pac', 'ahttp://a.example/', 'httpss://a.example/']) {
      expect(accepted({ mode: 'pac', pacUrl })).toBe(false)
    }
    for (const bypass of ['a b', 'a;b', 'a,b', '']) expect(accepted({ mode: 'direct', bypass: [bypass] })).toBe(false)
    expect(accepted({ mode: 'direct', bypass: Array.from({ length: 101 }, () => 'a') })).toBe(false)
  })
})

describe('the policy of updates', () => {
  const accepted = (updates: object): boolean => managedSchema.safeParse({ updates }).success
  const publicKey = 'MCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE='

  it('needs a server and a key to switch them on, and nothing to switch them off', () => {
    const server = 'https://updates.example'
    expect(accepted({ enabled: true, server, publicKey })).toBe(true)
    expect(accepted({ enabled: true, server })).toBe(false)
    expect(accepted({ enabled: true, publicKey })).toBe(false)
    expect(accepted({ enabled: false })).toBe(true)
    expect(accepted({ channel: 'stable' })).toBe(true)
  })

  it('takes no other key than one of Ed25519, as PEM or as its base64', () => {
    expect(accepted({ publicKey: `-----BEGIN PUBLIC KEY-----\n${publicKey}\n-----END PUBLIC KEY-----` })).toBe(true)
    for (const wrong of ['', 'AAAA', '-----BEGIN PUBLIC KEY-----', p256])
      expect(accepted({ publicKey: wrong })).toBe(false)
  })

  it('takes no private key in its place, which everybody on the machine could sign releases with', () => {
    const { privateKey } = generateKeyPairSync('ed25519')
    const pem = privateKey.export({ type: 'pkcs8', format: 'pem' })
    expect(accepted({ publicKey: pem })).toBe(false)
    expect(accepted({ publicKey: privateKey.export({ type: 'pkcs8', format: 'der' }).toString('base64') })).toBe(false)
  })
})

const p256 =
  'MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEaxfR8uEsQkf4vOblY6RA8ncDfYEt6zOg9KE5RdiYwpZP40Li/hp/m47n60p8D54WK84zV2sxXs7LtkBoN79R9Q=='
