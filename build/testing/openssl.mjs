/**
 * A newer OpenSSL than the system's: 3.5 is the first whose mock CMP server delivers later by error messages and lets a
 * confirmation be polled for (RFC 9483, 4.4).
 */
import { output } from '../lib/command.mjs'
import { Foreseen } from '../lib/console.mjs'
import { fromDebian } from '../lib/debian-archive.mjs'
import { foreignPart } from './foreign-parts.mjs'

/** @returns {Promise<object>} KOSHIN_OPENSSL, the program; or KOSHIN_NO_OPENSSL, why there is none */
export const newerOpenssl = () => foreignPart('OPENSSL', 'OpenSSL 3.5', program)

async function program() {
  const found = await fromDebian({
    name: 'openssl',
    release: 'trixie',
    packages: ['openssl', 'libssl3t64', 'libc6', 'zlib1g', 'libzstd1'],
    size: '7 MB',
    program: 'usr/bin/openssl',
  })
  const version = output(found, ['version']) ?? ''
  if (!/^OpenSSL 3\.(?:[5-9]|\d\d)\./.test(version)) throw new Foreseen(`${found} says "${version.trim()}"`)
  return found
}
