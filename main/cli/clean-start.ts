/**
 * What a packed app takes from whoever starts it. Chromium reads any of its hundreds of switches from a command line,
 * and more from the environment: a debugger that reads what is typed and presses buttons, a log of TLS secrets, an end
 * to the checking of servers. So only what is named here stays; and because some of it is read before a line of ours
 * runs, an app that was started with more starts itself again without.
 */

export interface Start {
  /** Without the program. */
  readonly args: readonly string[]
  readonly environment: NodeJS.ProcessEnv
}

interface Rules {
  readonly platform: NodeJS.Platform
  /** Names of our own options. */
  readonly options: readonly string[]
  /** The address `koshin:` among the arguments. */
  readonly address: string | undefined
  /** The machine's policy lets programs drive the windows. */
  readonly automation: boolean
}

/** What Electron and the desktops' launchers need, and what people need who see or read differently. */
const neededSwitches = [
  'ozone-platform',
  'ozone-platform-hint',
  'lang',
  'force-device-scale-factor',
  'force-renderer-accessibility',
  // Windows' installer and its notifications start the app with these.
  'updated',
  'embedding',
]
/**
 * On Linux alone: root cannot start Chromium otherwise, and an AppImage adds it where the kernel gives its user no
 * namespaces. Elsewhere Chromium's sandbox needs nothing of the system, and stays on.
 */
const sandboxSwitch = 'no-sandbox'
/** How Playwright and its like reach the windows. */
const automationSwitches = ['remote-debugging-port', 'remote-debugging-pipe']
/** Of all that Koshin knows, what is still listened to beside an address that anybody may have written. */
const besideAddress = ['ozone-platform', 'ozone-platform-hint']

/**
 * Variables that Chromium, Electron, Node and NSS write secrets or logs by, load code by, or see old data by; and those by
 * which the libraries of smart cards, TPMs, Kerberos tickets, the display and the bus write down what passes through them: a
 * PIN, each key that is pressed. By libsecret's, what is meant for the keyring goes into a file, under a password that stands
 * there as well.
 */
const dangerous =
  /^(SSLKEYLOGFILE|ELECTRON_.*|NODE_.*|CHROME_LOG_FILE|CHROME_DEVEL_SANDBOX|CHROME_IPC_LOGGING|NSS_.*|NSPR_.*LOG.*|OPENSC_DEBUG|P11_KIT_DEBUG|PCSCLITE_DEBUG|SECRET_BACKEND|SECRET_FILE_TEST_.*|TSS2_LOG.*|TPM2_PKCS11_LOG.*|KRB5_TRACE|WAYLAND_DEBUG|GDK_DEBUG|GTK_DEBUG|G_DBUS_DEBUG)$/i
/** The first two choose a display and a console; fuses have switched off what the next two can do; the rest is read by nothing. */
const harmless =
  /^(ELECTRON_OZONE_PLATFORM_HINT|ELECTRON_NO_ATTACH_CONSOLE|NODE_OPTIONS|NODE_EXTRA_CA_CERTS|NODE_ENV|NODE_PATH)$/i

/** The start that was meant, where something has to be left out; undefined where nothing has to be. */
export function cleanStart({ args, environment }: Start, rules: Rules): Start | undefined {
  const kept = keptArguments(args, rules)
  const variables = Object.entries(environment).filter(([name]) => !dangerous.test(name) || harmless.test(name))
  if (kept.length === args.length && variables.length === Object.keys(environment).length) return undefined
  return { args: kept, environment: Object.fromEntries(variables) }
}

/** Do these arguments let a program drive the windows? */
export function asksForAutomation(args: readonly string[], platform: NodeJS.Platform): boolean {
  return args.some((argument) => automationSwitches.includes(switchName(argument, platform) ?? ''))
}

function keptArguments(args: readonly string[], { platform, options, address, automation }: Rules): string[] {
  // Whoever wrote the address may have written what is behind it.
  const before = address === undefined ? args : args.slice(0, args.indexOf(address))
  const allowed = [
    ...(platform === 'linux' ? [sandboxSwitch] : []),
    ...(address === undefined
      ? [...options, ...neededSwitches, ...(automation ? automationSwitches : [])]
      : besideAddress),
  ]
  const kept: string[] = []
  for (const [index, argument] of before.entries()) {
    // For Chromium nothing behind it is a switch.
    if (argument === '--') return [...kept, ...before.slice(index), ...(address === undefined ? [] : [address])]
    const name = switchName(argument, platform)
    // Beside an address nothing is a file or a value of ours.
    if (name === undefined ? address === undefined : allowed.includes(name)) kept.push(argument)
  }
  return address === undefined ? kept : [...kept, address]
}

/** What Chromium takes off both ends of an argument before it looks at it; U+0085 is no space to JavaScript. */
const space = '[\\s\\u0085\\u180e]'
const outer = new RegExp(`^${space}+|(?<!${space})${space}+$`, 'g')

/**
 * As Chromium reads it (base/command_line.cc): with one hyphen or two, whatever spaces are around it; on Windows in any
 * case and behind a slash, too.
 */
function switchName(argument: string, platform: NodeJS.Platform): string | undefined {
  const windows = platform === 'win32'
  const [, name] = (windows ? /^(?:--|-|\/)([^=]+)/ : /^--?([^=]+)/).exec(argument.replace(outer, '')) ?? []
  return windows ? name?.toLowerCase() : name
}
