/**
 * Numbers and names that the key store hands to Windows, each as its header calls it. A compiler compares them with
 * those headers: tests/contract/declarations.
 */

// wincrypt.h: certificate stores (crypt32.dll)
export const CERT_STORE_PROV_SYSTEM_W = 10
export const CERT_SYSTEM_STORE_CURRENT_USER = 0x10000
/** Without it Windows does as if archived certificates were not there. */
export const CERT_STORE_ENUM_ARCHIVED_FLAG = 0x200
/** To be read at least, where policy forbids to write. */
export const CERT_STORE_MAXIMUM_ALLOWED_FLAG = 0x1000
export const X509_ASN_ENCODING = 0x1
export const PKCS_7_ASN_ENCODING = 0x10000
/** By issuer and serial number. */
export const CERT_FIND_SUBJECT_CERT = 0xb0000
/** Never overwrites. */
export const CERT_STORE_ADD_NEW = 1
export const CERT_STORE_CTRL_COMMIT = 3
export const CRYPT_ACQUIRE_SILENT_FLAG = 0x40
export const CRYPT_ACQUIRE_ONLY_NCRYPT_KEY_FLAG = 0x40000
/** The handle is CNG's. */
export const CERT_NCRYPT_KEY_SPEC = 0xffffffff
export const CERT_KEY_PROV_INFO_PROP_ID = 2
export const CERT_FRIENDLY_NAME_PROP_ID = 11
export const CERT_ARCHIVED_PROP_ID = 19

// wincrypt.h: CryptoAPI (advapi32.dll)
/** Knows no SHA-2. */
export const PROV_RSA_FULL = 1
/** Opens the same containers, and knows SHA-2. */
export const PROV_RSA_AES = 24
export const MS_ENH_RSA_AES_PROV = 'Microsoft Enhanced RSA and AES Cryptographic Provider'
export const MS_SCARD_PROV = 'Microsoft Base Smart Card Crypto Provider'
export const CRYPT_SILENT = 0x40
export const CRYPT_DELETEKEYSET = 0x10
export const CALG_SHA_256 = 0x800c
export const CALG_SHA_384 = 0x800d
export const HP_HASHVAL = 0x2
export const KP_PERMISSIONS = 6
export const CRYPT_EXPORT = 0x4

// ncrypt.h
export const MS_KEY_STORAGE_PROVIDER = 'Microsoft Software Key Storage Provider'
export const MS_PLATFORM_CRYPTO_PROVIDER = 'Microsoft Platform Crypto Provider'
export const MS_SMART_CARD_KEY_STORAGE_PROVIDER = 'Microsoft Smart Card Key Storage Provider'
/** The same as CryptoAPI's CRYPT_MACHINE_KEYSET. */
export const NCRYPT_MACHINE_KEY_FLAG = 0x20
/** Fail rather than ask the user. */
export const NCRYPT_SILENT_FLAG = 0x40
export const NCRYPT_OVERWRITE_KEY_FLAG = 0x80
/** The property is kept with the key. */
export const NCRYPT_PERSIST_FLAG = 0x80000000
export const NCRYPT_LENGTH_PROPERTY = 'Length'
/** The name of a kind of keys, not of its length or curve. */
export const NCRYPT_ALGORITHM_GROUP_PROPERTY = 'Algorithm Group'
export const NCRYPT_EXPORT_POLICY_PROPERTY = 'Export Policy'
export const NCRYPT_ALLOW_EXPORT_FLAG = 0x1
export const NCRYPT_ALLOW_PLAINTEXT_EXPORT_FLAG = 0x2
export const NCRYPT_IMPL_TYPE_PROPERTY = 'Impl Type'
/** A card or a stick. */
export const NCRYPT_IMPL_REMOVABLE_FLAG = 0x8
export const NCRYPT_UI_POLICY_PROPERTY = 'UI Policy'
/** Windows asks for consent whenever the key is used. */
export const NCRYPT_UI_PROTECT_KEY_FLAG = 0x1
export const NCRYPT_PAD_PKCS1_FLAG = 0x2
export const NCRYPT_PAD_PSS_FLAG = 0x8

// bcrypt.h
export const BCRYPT_RSA_ALGORITHM = 'RSA'
/** The curve is in the name, so no length is set. */
export const BCRYPT_ECDSA_P256_ALGORITHM = 'ECDSA_P256'
export const BCRYPT_ECDSA_P384_ALGORITHM = 'ECDSA_P384'
export const BCRYPT_SHA256_ALGORITHM = 'SHA256'
export const BCRYPT_SHA384_ALGORITHM = 'SHA384'
export const BCRYPT_RSAPUBLIC_BLOB = 'RSAPUBLICBLOB'
export const BCRYPT_ECCPUBLIC_BLOB = 'ECCPUBLICBLOB'
/** "RSA1" */
export const BCRYPT_RSAPUBLIC_MAGIC = 0x31415352
/** "ECS1" and "ECS3" */
export const BCRYPT_ECDSA_PUBLIC_P256_MAGIC = 0x31534345
export const BCRYPT_ECDSA_PUBLIC_P384_MAGIC = 0x33534345
