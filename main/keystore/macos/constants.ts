/** Numbers and a text of Apple's headers, under the names that they have there. */

/** CFString.h */
export const kCFStringEncodingUTF8 = 0x08000100
/** CFNumber.h */
export const kCFNumberSInt32Type = 3
/** SecKeychain.h: a bit of SecKeychainStatus */
export const kSecUnlockStateStatus = 1
/** SecAccessControl.h: bits of SecAccessControlCreateFlags */
export const kSecAccessControlUserPresence = 2 ** 0
export const kSecAccessControlPrivateKeyUsage = 2 ** 30
/** LAPublicDefines.h: the domain of an error of LocalAuthentication.framework */
export const kLAErrorDomain = 'com.apple.LocalAuthentication'
