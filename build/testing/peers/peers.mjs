/**
 * What `npm run interop` meets Koshin with, from Debian: unpacked into the cache, installed nowhere, each told in a
 * variable, or why it is not there.
 */
import { readdirSync } from 'node:fs'
import path from 'node:path'
import { output, run } from '../../lib/command.mjs'
import { Foreseen } from '../../lib/console.mjs'
import { dataFromDebian, fromDebian } from '../../lib/debian-archive.mjs'
import { inRoot } from '../../lib/root.mjs'
import { foreignPart } from '../foreign-parts.mjs'
import { newerOpenssl } from '../openssl.mjs'

/** @param {string} work a folder for what is compiled */
export async function peers(work) {
  return {
    ...(await newerOpenssl()),
    ...(await foreignPart('NGINX', 'nginx', nginx)),
    ...(await foreignPart('APACHE', 'Apache', apache)),
    ...(await foreignPart('LIGHTTPD', 'lighttpd', lighttpd)),
    ...(await foreignPart('BOUNCY_CASTLE', 'Bouncy Castle', () => bouncyCastle(work))),
  }
}

const common = ['libpcre2-8-0', 'libssl3t64', 'zlib1g', 'libzstd1', 'libcrypt1', 'libc6']

function nginx() {
  return fromDebian({
    name: 'nginx',
    release: 'trixie',
    packages: ['nginx', ...common],
    size: '4 MB',
    program: 'usr/sbin/nginx',
  })
}

function apache() {
  const libraries = ['libapr1t64', 'libaprutil1t64', 'libnghttp2-14', 'libexpat1', 'libuuid1', 'libbrotli1']
  return fromDebian({
    name: 'apache',
    release: 'trixie',
    packages: ['apache2-bin', ...libraries, ...common],
    size: '5 MB',
    program: 'usr/sbin/apache2',
  })
}

/** With GnuTLS, and with Lua, by which it tells the bank whose certificate it has seen. */
function lighttpd() {
  const gnutls = [
    'libgnutls30t64',
    'libhogweed6t64',
    'libnettle8t64',
    'libgmp10',
    'libidn2-0',
    'libp11-kit0',
    'libffi8',
  ]
  const libraries = [...gnutls, 'libtasn1-6', 'libunistring5', 'liblua5.4-0', 'libxxhash0', 'libbrotli1']
  return fromDebian({
    name: 'lighttpd',
    release: 'trixie',
    packages: ['lighttpd', 'lighttpd-mod-gnutls', 'lighttpd-modules-lua', ...libraries, ...common],
    size: '6 MB',
    program: 'usr/sbin/lighttpd',
  })
}

/** The class path of the programs in tests/interop/bouncy-castle. */
async function bouncyCastle(work) {
  if (output('javac', ['-version']) === undefined) throw new Foreseen('there is no javac')
  const folder = await dataFromDebian({
    name: 'bouncy-castle',
    release: 'bookworm',
    packages: ['libbcprov-java', 'libbcpkix-java', 'libbcutil-java'],
    size: '7 MB',
    part: 'usr/share/java',
  })
  const jars = readdirSync(folder)
    .filter((name) => /^bc\w+-[\d.]+\.jar$/.test(name))
    .map((name) => path.join(folder, name))
  const classes = path.join(work, 'classes')
  const programs = inRoot('tests/interop/bouncy-castle')
  const sources = readdirSync(programs).map((name) => path.join(programs, name))
  const code = await run('javac', ['-encoding', 'UTF-8', '-d', classes, '-cp', jars.join(':'), ...sources])
  if (code !== 0) throw new Foreseen('Bouncy Castle’s bank cannot be compiled')
  return [classes, ...jars].join(':')
}
