/**
 * What Debian and Ubuntu must have for Koshin to be built and tested. Names in one entry are the same thing in
 * different releases (Ubuntu 24.04 renamed libraries for 64-bit time). `needed` ones are those without which Electron
 * does not start; without the others single tests are skipped, or Japanese is drawn as boxes.
 */
const library = (...names) => ({ names, needed: true })
const tool = (...names) => ({ names, needed: false })

export const systemPackages = [
  library('libgtk-3-0', 'libgtk-3-0t64'),
  library('libnss3'),
  library('libasound2', 'libasound2t64'),
  library('libgbm1'),
  library('libxss1'),
  library('libatk-bridge2.0-0', 'libatk-bridge2.0-0t64'),
  library('libdrm2'),
  library('libxkbcommon0'),
  library('libx11-xcb1'),
  library('libnotify4'),
  library('libsecret-1-0'),
  // A display where there is none, and Japanese on it.
  tool('xvfb'),
  tool('xauth'),
  tool('fonts-noto-cjk', 'fonts-ipafont'),
  // certutil: the key store as NSS itself sees it.
  tool('libnss3-tools'),
]

/** What the tests alone need, and nobody who only wants to see Koshin should have to wait for. */
export const testPackages = [
  // Foreign clients of the demo bank.
  tool('curl'),
  tool('openssl'),
  // certtool, which holds to DER.
  tool('gnutls-bin'),
  // `pki` as an EST client: the plugins bring HTTP, PKCS#7, PKCS#8 and OpenSSL's algorithms.
  tool('strongswan-pki'),
  tool('libstrongswan-extra-plugins'),
  tool('libstrongswan-standard-plugins'),
  // A desktop session for the tests of tray and notifications.
  tool('dbus'),
  tool('dunst'),
  tool('libglib2.0-bin'),
  tool('python3-dbus'),
  tool('python3-gi'),
  // A Secret Service, for proxy passwords.
  tool('gnome-keyring'),
  // A token with a PIN.
  tool('softhsm2'),
  // A TPM, and a token in it.
  tool('swtpm'),
  tool('tpm2-abrmd'),
  tool('libtss2-tcti-tabrmd0'),
  tool('libtpm2-pkcs11-1'),
  tool('libtpm2-pkcs11-tools'),
  // A desktop of the kind that X has given way to.
  tool('weston'),
  // A Kerberos realm, and a proxy that wants its tickets.
  tool('krb5-kdc'),
  tool('krb5-user'),
  tool('python3-gssapi'),
  // What a screen reader is told.
  tool('at-spi2-core'),
  tool('python3-pyatspi'),
  // Icons out of drawings.
  tool('librsvg2-bin'),
  // A Debian with nothing in it, to install our package in; and packages of the other kind.
  tool('debootstrap'),
  tool('rpm'),
  // AppImages, but for what begins them.
  tool('squashfs-tools'),
  tool('desktop-file-utils'),
  // Windows' key store where there is no Windows: 64 bits are enough.
  ...(process.arch === 'x64' ? [tool('wine64')] : []),
  // The headers of Windows and of NSS, and a compiler that compares with them what the code says of both.
  tool('clang'),
  tool('mingw-w64-x86-64-dev'),
  tool('libnss3-dev'),
  tool('libc6-dev'),
  // The Windows installers, to be tried there.
  tool('nsis'),
  tool('wixl'),
]

/** What `npm run interop` needs beside these, and does not unpack into the cache. */
export const interopPackages = [
  // Compiles and runs the programs on Bouncy Castle.
  tool('default-jdk-headless', 'openjdk-21-jdk-headless', 'openjdk-17-jdk-headless'),
]
