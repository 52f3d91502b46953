import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.interfaces.ECKey;
import java.security.spec.ECGenParameterSpec;
import java.util.Date;
import java.util.List;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A root and the CA below it that issues, with keys of one kind: "rsa", "ec" (P-256) or "ec-p384". */
final class Authority {
    static final long DAY = 24L * 60 * 60 * 1000;
    private static final SecureRandom RANDOM = new SecureRandom();

    final KeyPair rootKeys;
    final KeyPair issuingKeys;
    final X509CertificateHolder root;
    final X509CertificateHolder issuing;

    Authority(String number, String kind) throws Exception {
        rootKeys = keys(kind);
        issuingKeys = keys(kind);
        X500Name above = name("架空銀行 ルート CA " + number);
        X500Name below = name("架空銀行 発行 CA " + number);
        root = certificate(above, rootKeys, above, info(rootKeys), null, -400, 3650, ca());
        issuing = certificate(above, rootKeys, below, info(issuingKeys), rootKeys, -400, 3650, ca());
    }

    static KeyPair keys(String kind) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(kind.equals("rsa") ? "RSA" : "EC");
        if (kind.equals("rsa")) generator.initialize(2048);
        else generator.initialize(new ECGenParameterSpec(kind.equals("ec") ? "secp256r1" : "secp384r1"));
        return generator.generateKeyPair();
    }

    static X500Name name(String commonName) {
        return new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.C, "JP")
            .addRDN(BCStyle.O, "架空銀行")
            .addRDN(BCStyle.CN, commonName)
            .build();
    }

    static SubjectPublicKeyInfo info(KeyPair keys) {
        return SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded());
    }

    static ContentSigner signer(KeyPair keys) throws Exception {
        return new JcaContentSignerBuilder(scheme(keys)).build(keys.getPrivate());
    }

    /** The hash that fits the curve (RFC 5480, 4). */
    private static String scheme(KeyPair keys) {
        if (!(keys.getPrivate() instanceof ECKey)) return "SHA256withRSA";
        int bits = ((ECKey) keys.getPublic()).getParams().getOrder().bitLength();
        return bits > 256 ? "SHA384withECDSA" : "SHA256withECDSA";
    }

    /** A customer's certificate for these names and this key. */
    X509CertificateHolder issue(X500Name subject, SubjectPublicKeyInfo key, Extension names, double from, double to)
        throws Exception {
        Extension[] purpose = {
            Extension.create(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_clientAuth)),
            Extension.create(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
        };
        Extensions all = names == null
            ? new Extensions(purpose)
            : new Extensions(new Extension[] {purpose[0], purpose[1], names});
        return certificate(issuing.getSubject(), issuingKeys, subject, key, issuingKeys, from, to, all);
    }

    /** For a TLS server on this machine. */
    X509CertificateHolder server(KeyPair keys) throws Exception {
        Extensions all = new Extensions(new Extension[] {
            Extension.create(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth)),
            Extension.create(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature)),
            Extension.create(
                Extension.subjectAlternativeName, false, new GeneralNames(new GeneralName(GeneralName.dNSName, "localhost"))),
        });
        return certificate(root.getSubject(), rootKeys, name("localhost"), info(keys), rootKeys, -1, 300, all);
    }

    /** This root's key under another root (RFC 4210, 4.4: "new with old"), which is how a rollover is told. */
    X509CertificateHolder under(Authority former) throws Exception {
        return certificate(
            former.root.getSubject(), former.rootKeys, root.getSubject(), info(rootKeys), former.rootKeys, -1, 3000, ca());
    }

    private static Extensions ca() throws Exception {
        return new Extensions(new Extension[] {
            Extension.create(Extension.basicConstraints, true, new BasicConstraints(true)),
            Extension.create(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign)),
        });
    }

    private static X509CertificateHolder certificate(
        X500Name issuer, KeyPair signing, X500Name subject, SubjectPublicKeyInfo key, KeyPair above,
        double from, double to, Extensions extensions) throws Exception {
        long now = System.currentTimeMillis();
        X509v3CertificateBuilder builder = new X509v3CertificateBuilder(
            issuer, new BigInteger(96, RANDOM).setBit(96),
            new Date(now + (long) (from * DAY)), new Date(now + (long) (to * DAY)), subject, key);
        JcaX509ExtensionUtils identifiers = new JcaX509ExtensionUtils();
        builder.addExtension(Extension.subjectKeyIdentifier, false, identifiers.createSubjectKeyIdentifier(key));
        if (above != null) {
            builder.addExtension(
                Extension.authorityKeyIdentifier, false, identifiers.createAuthorityKeyIdentifier(info(above)));
        }
        for (var oid : extensions.getExtensionOIDs()) builder.addExtension(extensions.getExtension(oid));
        return builder.build(signer(signing));
    }

    static X509Certificate read(X509CertificateHolder holder) throws Exception {
        return new JcaX509CertificateConverter().getCertificate(holder);
    }

    static void write(Path file, List<?> objects) throws Exception {
        try (JcaPEMWriter writer = new JcaPEMWriter(Files.newBufferedWriter(file))) {
            for (Object one : objects) writer.writeObject(one);
        }
    }
}
