/** Files by which a Linux desktop starts programs (Desktop Entry Specification, Desktop Application Autostart Specification). */
import { product } from './renewal/product/product.ts'

interface Entry {
  /** As the desktop's own list of what starts at login shows it. */
  readonly name: { readonly en: string; readonly ja: string }
  /** The program and its arguments. */
  readonly command: readonly string[]
  /** Absolute path; where it is not there, the desktop does not start the entry. */
  readonly onlyWith?: string
}

export function desktopEntry({ name, command, onlyWith }: Entry): string {
  return [
    '[Desktop Entry]',
    'Type=Application',
    `Name=${name.en}`,
    `Name[ja]=${name.ja}`,
    execLine(command),
    ...(onlyWith === undefined ? [] : [`TryExec=${onlyWith.replaceAll('\\', '\\\\')}`]),
    `Icon=${product.program}`,
    'Terminal=false',
    '',
  ].join('\n')
}

/** Desktops switch an entry off by a line of theirs instead of taking it away. */
export const isSwitchedOn = (entry: string): boolean =>
  !/^(Hidden\s*=\s*true|X-GNOME-Autostart-enabled\s*=\s*false)\s*$/m.test(entry)

export const execLine = (command: readonly string[]): string => `Exec=${command.map(quote).join(' ')}`

/** Desktop Entry Specification, "The Exec key": quoted, then escaped once more as any string value; % is doubled. */
function quote(argument: string): string {
  const quoted = `"${argument.replaceAll(/["`$\\]/g, '\\$&')}"`
  return quoted.replaceAll('\\', '\\\\').replaceAll('%', '%%')
}
