import { describe, expect, it } from 'vitest'
import { certificateNeeded, networkFailure } from '../../../main/bank/network-failure.ts'

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

  it('is a proxy that was not told who we are', () => {
    expect(told('ERR_PROXY_AUTH_REQUESTED')?.[0]).toBe('network.proxy-authentication')
  })

  it.each(['PROXY_AUTH_UNSUPPORTED', 'UNSUPPORTED_AUTH_SCHEME', 'MISSING_AUTH_CREDENTIALS'])(
    '%s is a proxy that wants a sign-in which no password gives, and does not pass',
    (name) => {
      expect(told(`ERR_${name}`)).toEqual(['network.proxy-sign-in-unsupported', 'never', `net::ERR_${name}`])
    },
  )

  it('is being offline where the system says so and the error fits', () => {
    expect(told('ERR_NAME_NOT_RESOLVED', false)?.[0]).toBe('network.offline')
    expect(told('ERR_CONNECTION_REFUSED', false)?.[0]).toBe('bank.unreachable')
  })

  it.each([
    'EMPTY_RESPONSE',
    'SOCKET_NOT_CONNECTED',
    'CONNECTION_CLOSED',
    'CONNECTION_RESET',
    'CONTENT_LENGTH_MISMATCH',
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
