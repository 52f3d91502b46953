import com.sun.net.httpserver.HttpExchange;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.CMSAbsentContent;
import org.bouncycastle.cms.CMSSignedDataGenerator;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.pkcs.PKCS10CertificationRequest;
import org.bouncycastle.util.CollectionStore;

/** RFC 7030. */
final class Est {
    private final Bank bank;

    Est(Bank bank) {
        this.bank = bank;
    }

    void serve(HttpExchange exchange) throws Exception {
        X509Certificate client = Bank.client(exchange);
        String path = exchange.getRequestURI().getPath();
        String operation = path.substring(path.lastIndexOf('/') + 1);
        byte[] body = exchange.getRequestBody().readAllBytes();
        bank.note(client, operation, exchange);
        switch (operation) {
            case "cacerts":
                certificates(exchange, bank.published());
                return;
            case "csrattrs":
                Bank.answer(exchange, 204, null, new byte[0]);
                return;
            case "simpleenroll":
                String expected = Base64.getEncoder()
                    .encodeToString((Customer.ID + ":" + Customer.PASSWORD).getBytes(StandardCharsets.UTF_8));
                if (!("Basic " + expected).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
                    exchange.getResponseHeaders().set("WWW-Authenticate", "Basic realm=\"est\"");
                    refuse(exchange, 401, "the password is wrong");
                    return;
                }
                issue(exchange, body, null);
                return;
            case "simplereenroll":
                if (client == null) refuse(exchange, 401, "a certificate is needed");
                else issue(exchange, body, client);
                return;
            default:
                refuse(exchange, 404, "not offered");
        }
    }

    private void issue(HttpExchange exchange, byte[] body, X509Certificate renewed) throws Exception {
        if (bank.is("refuse")) {
            refuse(exchange, 403, "not for this customer");
            return;
        }
        if (bank.counts("pending")) {
            exchange.getResponseHeaders().set("Retry-After", "1");
            Bank.answer(exchange, 202, null, new byte[0]);
            return;
        }
        PKCS10CertificationRequest request = new PKCS10CertificationRequest(Base64.getMimeDecoder().decode(body));
        var key = request.getSubjectPublicKeyInfo();
        if (!request.isSignatureValid(new JcaContentVerifierProviderBuilder().build(key))) {
            refuse(exchange, 400, "the request's signature is wrong");
            return;
        }
        X500Name subject = Customer.named("utf8");
        Extension names = Customer.address();
        if (renewed != null) {
            subject = X500Name.getInstance(renewed.getSubjectX500Principal().getEncoded());
            // RFC 7030, 4.2.2: both are to be those of the certificate that is renewed, for some servers in each octet.
            if (!Arrays.equals(subject.getEncoded(), request.getSubject().getEncoded())) {
                refuse(exchange, 403, "another subject");
                return;
            }
            Extension asked = requested(request).getExtension(Extension.subjectAlternativeName);
            if (asked == null || !asked.getParsedValue().equals(names.getParsedValue())) {
                refuse(exchange, 403, "another subjectAltName");
                return;
            }
        }
        X509CertificateHolder issued = bank.current.issue(subject, key, names, -0.1, 365);
        certificates(exchange, List.of(issued));
    }

    private static Extensions requested(PKCS10CertificationRequest request) {
        var found = request.getAttributes(PKCSObjectIdentifiers.pkcs_9_at_extensionRequest);
        return Extensions.getInstance(found[0].getAttrValues().getObjectAt(0));
    }

    private static void certificates(HttpExchange exchange, List<X509CertificateHolder> all) throws Exception {
        CMSSignedDataGenerator generator = new CMSSignedDataGenerator();
        generator.addCertificates(new CollectionStore<>(all));
        byte[] der = generator.generate(new CMSAbsentContent()).getEncoded();
        exchange.getResponseHeaders().set("Content-Transfer-Encoding", "base64");
        byte[] text = Base64.getMimeEncoder().encode(der);
        Bank.answer(exchange, 200, "application/pkcs7-mime; smime-type=certs-only", text);
    }

    private static void refuse(HttpExchange exchange, int status, String reason) throws Exception {
        Bank.answer(exchange, status, "text/plain", reason.getBytes(StandardCharsets.UTF_8));
    }

    static String thumbprint(X509Certificate certificate) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(certificate.getEncoded()));
    }
}
