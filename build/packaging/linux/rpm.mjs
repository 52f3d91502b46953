/** The rpm out of the same files as the deb, with rpmbuild, which Debian has as well. */
import { chmodSync, cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { output, run } from '../../lib/command.mjs'
import { Foreseen } from '../../lib/console.mjs'
import { inTemporary } from '../../lib/temporary.mjs'
import { afterInstall, afterRemove, described, packedKoshin, placeOf, writeTree } from './tree.mjs'

/** As rpm names them. */
const architectures = { x64: 'x86_64', arm64: 'aarch64' }

/**
 * @param {import('./tree.mjs').Packed} [packed]
 * @returns {Promise<string>} the package
 * @throws {Foreseen} where there is no rpmbuild
 */
export async function buildRpm(packed) {
  if (output('rpmbuild', ['--version']) === undefined) throw new Foreseen('rpmbuild is not installed')
  const { config, product, licence, unpacked, folder } = packed ?? (await packedKoshin())
  const { program } = product
  const { version, description } = described()
  const architecture = architectures[process.arch]
  const name = `${program}-${version}-1.${architecture}.rpm`
  return inTemporary(path.join(tmpdir(), `${program}-rpm-`), async (work) => {
    const [tree, specification] = [path.join(work, 'tree'), path.join(work, `${program}.spec`)]
    mkdirSync(tree)
    writeTree(tree, { config, program, licence, unpacked })
    // rpm -V compares with it.
    chmodSync(path.join(tree, placeOf(config), 'chrome-sandbox'), 0o4755)
    writeFileSync(specification, specificationOf({ config, program, version, description }))
    const places = ['--define', `_topdir ${work}`, '--define', `_rpmdir ${work}`, '--buildroot', tree]
    const code = await run('rpmbuild', ['-bb', '--quiet', '--target', architecture, ...places, specification])
    if (code !== 0) throw new Foreseen('rpmbuild failed; what it says is above')
    const file = path.join(folder, name)
    cpSync(path.join(work, architecture, name), file)
    return file
  })
}

/** Not as one of rpm's macros: a bank's name may have any sign in it. */
const written = (text) => text.replaceAll('%', '%%')

/** Nothing is compiled, stripped or looked into: the programs are Electron's, and its libraries are its own affair. */
const specificationOf = ({ config, program, version, description }) => `%define _build_id_links none
%define debug_package %{nil}
%define __os_install_post %{nil}
%define _binary_payload w1.gzdio
AutoReqProv: no
Name: ${program}
Version: ${version}
Release: 1
Summary: ${config.linux.synopsis}
License: ${program === 'koshin' ? 'MIT' : `LicenseRef-${program}`}
Vendor: ${written(config.linux.vendor)}
Packager: ${written(config.linux.maintainer)} <${program}@localhost>
Requires: ${config.rpm.depends.join(', ')}
%description
${description}.
%clean
%files
%defattr(-,root,root,-)
"/${placeOf(config)}"
/usr/bin/${program}
/usr/share/applications/${program}.desktop
/usr/share/mime/packages/${program}.xml
/usr/share/icons/hicolor/512x512/apps/${program}.png
/usr/share/doc/${program}/copyright
%post
${afterInstall(config)}%postun
${written(afterRemove(config, 'rpm'))}`
