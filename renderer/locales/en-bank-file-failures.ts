import type { FailureTexts } from './texts.ts'
import { appName, product } from '../../main/renewal/product/product.ts'

const unchanged = 'The settings of your bank were not changed.'

/** The file by which a bank tells its settings. */
export const enBankFileFailures: FailureTexts['bank-file'] = {
  unreadable: {
    what: 'The bank file cannot be read.',
    safe: unchanged,
    next: 'Save the file on this computer once more, and choose it again.',
  },
  'too-large': {
    what: 'This file is too large to be a bank file.',
    safe: unchanged,
    next: `Choose the file whose name ends in .${product.bankFileEnding}.`,
  },
  invalid: {
    what: 'There are mistakes in this bank file, so it cannot be used.',
    safe: `${appName.en} did not connect to this bank. ${unchanged}`,
    next: 'Get the bank file from your bank once more.',
  },
  'newer-version': {
    what: `This bank file is meant for a newer version of ${appName.en}.`,
    safe: unchanged,
    next: `Update ${appName.en}, and choose the file again.`,
  },
  'wrong-code': {
    what: 'The confirmation code is wrong.',
    safe: `${appName.en} did not connect to this bank. ${unchanged}`,
    next: 'Enter the confirmation code in the letter from your bank once more. If it stays wrong although it is as the letter says, do not use this bank file, and please contact your bank.',
  },
  'too-soon': {
    what: 'After several wrong confirmation codes, no code is taken for a while.',
    safe: `This one was not looked at. ${unchanged}`,
    next: 'Check the code in the letter meanwhile.',
  },
  forbidden: {
    what: 'On this computer, the administrator does not allow bank files.',
    safe: unchanged,
    next: 'Ask your IT department to set your bank.',
  },
  managed: {
    what: 'The administrator has set the bank of this computer.',
    safe: unchanged,
    next: 'Ask your IT department to change the bank.',
  },
  'named-elsewhere': {
    what: `${appName.en} was started in a way that names the settings file or the bank.`,
    safe: unchanged,
    next: `Start ${appName.en} without naming them, and choose the bank file again.`,
  },
  'under-way': {
    what: 'Something is half-finished at your present bank, so its settings cannot be replaced.',
    safe: `What is half-finished is not lost. ${unchanged}`,
    next: 'Finish it or give it up first, and choose the bank file again.',
  },
  'not-written': {
    what: 'The settings of the bank cannot be saved.',
    safe: unchanged,
    next: 'Check that the disk has free space and try again.',
  },
  'bad-domain': {
    what: 'This cannot be read as the domain of a bank.',
    safe: `${appName.en} did not connect to anybody. ${unchanged}`,
    next: 'Enter the domain in the letter from your bank, such as example.com.',
  },
  'none-there': {
    what: 'There is no bank file at this domain.',
    safe: unchanged,
    next: 'Check how the domain is spelt. If it is right, please contact your bank.',
  },
  redirected: {
    what: `This domain points to another place. ${appName.en} takes no bank file from there.`,
    safe: unchanged,
    next: 'Check how the domain is spelt. If it is right, please contact your bank.',
  },
}
