/**
 * A CoreFoundation for the tests where there is no macOS: Apple's own open one, swift-corelibs-foundation, as Debian
 * builds it into Swift's runtime. It brings no Security.framework.
 */
import { fromDebian } from '../lib/debian-archive.mjs'
import { Foreseen } from '../lib/console.mjs'
import { foreignPart } from './foreign-parts.mjs'

const version = '6.0.3-2'
const hashes = {
  x64: { [`libswiftlang_${version}_amd64.deb`]: '8279334aaf16e6b62b8d124d6d5d94cb2a92666986cec491bf4ad03a0a9ae3e4' },
  arm64: { [`libswiftlang_${version}_arm64.deb`]: '828b4f52c16b6dd67530e9b2f2466590dd5dd2a82a71cf8e0b6a1512aa52cfd8' },
}

/**
 * @returns {Promise<object>} KOSHIN_CORE_FOUNDATION, what starts a program that finds it; or KOSHIN_NO_CORE_FOUNDATION, why
 *   there is none
 */
export const coreFoundation = () => foreignPart('CORE_FOUNDATION', 'CoreFoundation', starter)

async function starter() {
  const pins = hashes[process.arch]
  if (process.platform !== 'linux' || pins === undefined) {
    throw new Foreseen(`none is known for ${process.platform} on ${process.arch}`)
  }
  return fromDebian({
    name: 'core-foundation',
    release: 'trixie',
    packages: ['libswiftlang', 'libc6', 'libgcc-s1', 'libstdc++6'],
    size: '24 MB',
    pins,
    libraries: ['usr/libexec/swift/lib/swift/linux'],
  })
}
