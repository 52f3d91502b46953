import java.io.OutputStreamWriter;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Security;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x500.X500NameBuilder;
import org.bouncycastle.asn1.x500.style.BCStyle;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;

/**
 * A customer of the demo bank on Bouncy Castle. On standard input, a line each: est or cmp; the bank's origin; a PEM file
 * with its root; where the new key is to be written, and its kind; the type of the strings in names; the TLS version;
 * "password" or "certificate", then the password, or the files of certificate and key. The new certificate comes out
 * as PEM.
 */
public final class Client {
    static final String ID = "K1000001";

    final URI bank;
    final X509CertificateHolder root;
    final KeyPair next;
    final X500Name subject;
    final String tls;
    /** Of a first request; null beside a certificate. */
    final char[] password;
    final X509CertificateHolder certificate;
    final PrivateKey key;

    private Client(String[] told) throws Exception {
        bank = URI.create(told[1]);
        root = (X509CertificateHolder) read(told[2]);
        next = Authority.keys(told[4]);
        Authority.write(Path.of(told[3]), List.of(new JcaPKCS8Generator(next.getPrivate(), null)));
        subject = names(told[5]);
        tls = told[6];
        boolean first = told[7].equals("password");
        password = first ? told[8].toCharArray() : null;
        String[] files = told[8].split(" ");
        certificate = first ? null : (X509CertificateHolder) read(files[0]);
        key = first ? null : new JcaPEMKeyConverter().getPrivateKey((PrivateKeyInfo) read(files[1]));
    }

    /** As the demo bank knows its first customer. */
    private static X500Name names(String strings) {
        return new X500NameBuilder(BCStyle.INSTANCE)
            .addRDN(BCStyle.C, "JP")
            .addRDN(BCStyle.O, Customer.text(strings, "更新商事株式会社"))
            .addRDN(BCStyle.OU, Customer.text(strings, "経理部"))
            .addRDN(BCStyle.CN, Customer.text(strings, "山田 花子"))
            .addRDN(BCStyle.SERIALNUMBER, ID)
            .build();
    }

    static GeneralNames mail() {
        return new GeneralNames(new GeneralName(GeneralName.rfc822Name, "hanako.yamada@koshin-shoji.example"));
    }

    private static Object read(String file) throws Exception {
        try (PEMParser parser = new PEMParser(Files.newBufferedReader(Path.of(file)))) {
            return parser.readObject();
        }
    }

    X509TrustManager trust() throws Exception {
        KeyStore anchors = KeyStore.getInstance("PKCS12");
        anchors.load(null, null);
        anchors.setCertificateEntry("root", Authority.read(root));
        TrustManagerFactory factory = TrustManagerFactory.getInstance("PKIX");
        factory.init(anchors);
        return (X509TrustManager) factory.getTrustManagers()[0];
    }

    /** What its TLS shows: the current certificate. */
    KeyManager[] identity() throws Exception {
        if (certificate == null) return new KeyManager[0];
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry("own", key, new char[0], new X509Certificate[] {Authority.read(certificate)});
        KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
        factory.init(own, new char[0]);
        return factory.getKeyManagers();
    }

    SSLContext context() throws Exception {
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(identity(), new X509TrustManager[] {trust()}, null);
        return context;
    }

    public static void main(String[] args) throws Exception {
        Security.addProvider(new org.bouncycastle.jce.provider.BouncyCastleProvider());
        String[] told = new String(System.in.readAllBytes(), StandardCharsets.UTF_8).split("\n");
        Client client = new Client(told);
        // Of all connections that this process makes, with whatever library.
        System.setProperty("jdk.tls.client.protocols", client.tls);
        X509CertificateHolder issued = told[0].equals("est") ? EstCustomer.ask(client) : CmpCustomer.ask(client);
        try (JcaPEMWriter writer = new JcaPEMWriter(new OutputStreamWriter(System.out))) {
            writer.writeObject(issued);
        }
    }
}
