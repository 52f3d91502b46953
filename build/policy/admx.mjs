/** Windows: the administrative template and its texts. Each setting is a policy, each group a category. */
import { flat } from './settings.mjs'
import { supported, titles } from './words.mjs'
import { element, xml } from './xml.mjs'

const system = {
  'xmlns:xsd': 'http://www.w3.org/2001/XMLSchema',
  'xmlns:xsi': 'http://www.w3.org/2001/XMLSchema-instance',
  xmlns: 'http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions',
  revision: '1.0',
  schemaVersion: '1.0',
}

const idOf = ({ path }) => path.join('_')
const groupsOf = (settings) => settings.filter(({ kind }) => kind === 'group')

/** @param {import('../../main/renewal/product/derived.ts').Product} product */
export function admx(settings, product) {
  const { program, fileClass } = product
  return xml(
    element('policyDefinitions', system, [
      element('policyNamespaces', {}, [
        element('target', { prefix: program, namespace: fileClass.replace(/BankFile$/, 'Policies') }),
      ]),
      element('resources', { minRequiredRevision: '1.0' }),
      element('supportedOn', {}, [
        element('definitions', {}, [element('definition', { name: 'supported', displayName: '$(string.supported)' })]),
      ]),
      element('categories', {}, [
        element('category', { name: program, displayName: `$(string.${program})` }),
        ...groupsOf(settings).map((group) =>
          element('category', { name: idOf(group), displayName: `$(string.${idOf(group)})` }, [
            element('parentCategory', { ref: program }),
          ]),
        ),
      ]),
      element(
        'policies',
        {},
        flat(settings).map((setting) => policy(setting, product)),
      ),
    ]),
  )
}

function policy(setting, { folder, program }) {
  const id = idOf(setting)
  const valueName = setting.path.at(-1)
  const isSwitch = setting.kind === 'yes-no'
  const attributes = {
    name: id,
    class: 'Machine',
    displayName: `$(string.${id})`,
    explainText: `$(string.${id}_explain)`,
    key: [`Software\\Policies\\${folder}`, ...setting.path.slice(0, -1)].join('\\'),
    ...(isSwitch ? { valueName } : { presentation: `$(presentation.${id})` }),
  }
  const value = (number) => [element('decimal', { value: number })]
  return element('policy', attributes, [
    element('parentCategory', { ref: setting.path.length > 1 ? setting.path[0] : program }),
    element('supportedOn', { ref: 'supported' }),
    ...(isSwitch
      ? [element('enabledValue', {}, value(1)), element('disabledValue', {}, value(0))]
      : [element('elements', {}, [entry(setting, { id, valueName, required: true })])]),
  ])
}

function entry({ kind, least, most, choices, multiline, path }, attributes) {
  switch (kind) {
    case 'number':
      return element('decimal', { ...attributes, minValue: least, maxValue: most })
    case 'choice':
      return element(
        'enum',
        attributes,
        choices.map((choice) => {
          const value =
            typeof choice === 'number' ? element('decimal', { value: choice }) : element('string', {}, choice)
          return element('item', { displayName: `$(string.${path.join('_')}_${choice})` }, [
            element('value', {}, [value]),
          ])
        }),
      )
    case 'text':
      return element(multiline ? 'multiText' : 'text', attributes)
    default:
      // A list, a line for each: REG_MULTI_SZ.
      return element('multiText', attributes)
  }
}

/**
 * @param {'en' | 'ja'} language
 * @param {import('../../main/renewal/product/derived.ts').Product} product
 */
export function adml(settings, language, product) {
  const title = titles(product)[language]
  const string = (id, text) => element('string', { id }, text)
  return xml(
    element('policyDefinitionResources', system, [
      element('displayName', {}, title),
      element('description', {}, title),
      element('resources', {}, [
        element('stringTable', {}, [
          string(product.program, title),
          string('supported', supported(product)[language]),
          ...groupsOf(settings).map((group) => string(idOf(group), group.words[language].title)),
          ...flat(settings).flatMap((setting) => [
            string(idOf(setting), setting.words[language].title),
            string(`${idOf(setting)}_explain`, `${setting.words[language].text} (${setting.path.join('.')})`),
            ...(setting.kind === 'choice'
              ? setting.choices.map((choice) => string(`${idOf(setting)}_${choice}`, String(choice)))
              : []),
          ]),
        ]),
        element(
          'presentationTable',
          {},
          flat(settings)
            .filter(({ kind }) => kind !== 'yes-no')
            .map((setting) =>
              element('presentation', { id: idOf(setting) }, [control(setting, setting.words[language].title)]),
            ),
        ),
      ]),
    ]),
  )
}

/** What the editor offers first: the product's own default, where it has one. */
function defaultChoice({ choices, byDefault }) {
  return Math.max(
    0,
    choices.findIndex((choice) => byDefault === `\`${choice}\``),
  )
}

function control(setting, label) {
  const refId = idOf(setting)
  switch (setting.kind) {
    case 'number':
      return element('decimalTextBox', { refId, defaultValue: /\d+/.exec(setting.byDefault)?.[0] }, label)
    case 'choice':
      return element('dropdownList', { refId, noSort: true, defaultItem: defaultChoice(setting) }, label)
    case 'text':
      if (!setting.multiline) return element('textBox', { refId }, [element('label', {}, label)])
      return element('multiTextBox', { refId }, label)
    default:
      return element('multiTextBox', { refId }, label)
  }
}
