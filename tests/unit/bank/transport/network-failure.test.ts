import { beforeEach, describe, expect, it, vi } from 'vitest'
import type * as failures from '../../../../main/bank/transport/network-failure.ts'

let { certificateNeeded, netErrorIn, networkFailure } = {} as typeof failures
beforeEach(async () => {
  vi.resetModules()
  ;({ certificateNeeded, netErrorIn, networkFailure } = await import(
    '../../../../main/bank/transport/network-failure.ts'
  ))
})

const told = (name: string, online = true) => {
  const result = networkFailure(`Error: net::${name} at the end`, () => online)
  return result.ok ? undefined : [result.failure.code, result.failure.retry, result.failure.cause]
}

describe('an error of the network', () => {
  it.each([
    ['ERR_NAME_NOT_RESOLVED', 'bank.unreachable'],
    ['ERR_CONNECTION_REFUSED', 'bank.unreachable'],
    ['ERR_CONNECTION_TIMED_OUT', 'bank.timeout'],
    ['ERR_PROXY_CONNECTION_FAILED', 'network.proxy-unreachable'],
    ['ERR_TUNNEL_CONNECTION_FAILED', 'network.proxy-refused'],
    ['ERR_INTERNET_DISCONNECTED', 'network.offline'],
  ])('%s passes, and is %s', (name, code) => {
    expect(told(name)).toEqual([code, 'later', `net::${name}`])
  })

  it('is the same whether a request or a page met it', () => {
    expect(networkFailure("ERR_CONNECTION_RESET (-101) loading 'https://localhost/'", () => true)).toMatchObject({
      failure: { code: 'bank.connection-closed', cause: 'net::ERR_CONNECTION_RESET' },
    })
  })

  it.each([
    [-2, 'net::ERR_FAILED'],
    [-110, 'net::ERR_SSL_CLIENT_AUTH_CERT_NEEDED'],
    [-999, " (-999) loading 'https://localhost/'"],
  ])('is told by its name, where a number has one (%i)', (number, cause) => {
    expect(networkFailure(` (${number}) loading 'https://localhost/'`, () => true)).toMatchObject({
      failure: { cause },
    })
  })

  it.each([
    [-101, 'bank.connection-closed'],
    [-111, 'network.proxy-refused'],
    [-118, 'bank.timeout'],
    [-130, 'network.proxy-unreachable'],
    [-999, 'bank.unreachable'],
  ])('is known by its number, where a page broke off and has no name for it (%i)', (number, code) => {
    expect(networkFailure(` (${number}) loading 'https://localhost/'`, () => true)).toMatchObject({
      failure: { code, retry: 'later' },
    })
  })

  it('has the name that Chromium’s own list (net_error_list.h) gives to its number', () => {
    const names = {
      2: 'FAILED',
      3: 'ABORTED',
      20: 'BLOCKED_BY_CLIENT',
      100: 'CONNECTION_CLOSED',
      101: 'CONNECTION_RESET',
      102: 'CONNECTION_REFUSED',
      103: 'CONNECTION_ABORTED',
      105: 'NAME_NOT_RESOLVED',
      106: 'INTERNET_DISCONNECTED',
      109: 'ADDRESS_UNREACHABLE',
      110: 'SSL_CLIENT_AUTH_CERT_NEEDED',
      111: 'TUNNEL_CONNECTION_FAILED',
      118: 'CONNECTION_TIMED_OUT',
      130: 'PROXY_CONNECTION_FAILED',
      324: 'EMPTY_RESPONSE',
    }
    for (const [number, name] of Object.entries(names)) {
      expect(netErrorIn(` (-${number}) loading 'https://localhost/'`)).toBe(`ERR_${name}`)
    }
    expect(netErrorIn('nothing of the kind')).toBeUndefined()
  })

  it('is a proxy that was not told who we are, and does not pass', () => {
    const name = 'ERR_PROXY_AUTH_REQUESTED'
    expect(told(name)).toEqual(['network.proxy-authentication', 'never', `net::${name}`])
  })

  it.each(['PROXY_AUTH_UNSUPPORTED', 'UNSUPPORTED_AUTH_SCHEME', 'MISSING_AUTH_CREDENTIALS'])(
    '%s is a proxy that wants a sign-in which no password gives, and does not pass',
    (name) => {
      expect(told(`ERR_${name}`)).toEqual(['network.proxy-sign-in-unsupported', 'never', `net::ERR_${name}`])
    },
  )

  it('is being offline where the system says so and the error fits', () => {
    expect(told('ERR_NAME_NOT_RESOLVED', false)?.[0]).toBe('network.offline')
    for (const name of ['ADDRESS_UNREACHABLE', 'NETWORK_ACCESS_DENIED']) {
      expect([told(`ERR_${name}`, false)?.[0], told(`ERR_${name}`)?.[0]]).toEqual([
        'network.offline',
        'bank.unreachable',
      ])
    }
    expect(told('ERR_CONNECTION_REFUSED', false)?.[0]).toBe('bank.unreachable')
  })

  it.each([
    'EMPTY_RESPONSE',
    'SOCKET_NOT_CONNECTED',
    'CONNECTION_CLOSED',
    'CONNECTION_RESET',
    'CONNECTION_ABORTED',
    'CONTENT_LENGTH_MISMATCH',
    'INCOMPLETE_CHUNKED_ENCODING',
  ])('%s is not a matter of the internet connection: somebody closed the one to the bank', (name) => {
    expect(told(`ERR_${name}`)).toEqual(['bank.connection-closed', 'later', `net::ERR_${name}`])
  })

  it('is a refusal of the certificate only where the server said so', () => {
    expect(told('ERR_BAD_SSL_CLIENT_AUTH_CERT')).toEqual([
      'bank.certificate-refused',
      'never',
      'net::ERR_BAD_SSL_CLIENT_AUTH_CERT',
    ])
    expect(networkFailure(certificateNeeded, () => true)).toMatchObject({
      failure: {
        code: 'bank.unreachable',
        retry: 'later',
        cause: certificateNeeded,
      },
    })
  })

  it.each([
    ['SIGNATURE_FAILED', 'keystore.sign-failed'],
    ['CERT_NO_PRIVATE_KEY', 'keystore.sign-failed'],
    ['PRIVATE_KEY_ACCESS_DENIED', 'keystore.access-denied'],
  ])('of the key store (%s) is told as one, and passes', (name, code) => {
    expect(told(`ERR_SSL_CLIENT_AUTH_${name}`)).toEqual([code, 'later', `net::ERR_SSL_CLIENT_AUTH_${name}`])
  })

  it('of a server that is not believed stays', () => {
    expect(told('ERR_CERT_AUTHORITY_INVALID')?.slice(0, 2)).toEqual(['bank.untrusted', 'never'])
  })
})
