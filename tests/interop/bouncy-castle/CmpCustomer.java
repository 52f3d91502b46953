import java.io.OutputStream;
import java.math.BigInteger;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.util.Date;
import javax.net.ssl.HttpsURLConnection;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.cmp.CertRepMessage;
import org.bouncycastle.asn1.cmp.CertResponse;
import org.bouncycastle.asn1.cmp.PBMParameter;
import org.bouncycastle.asn1.cmp.PKIBody;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.cmp.PollRepContent;
import org.bouncycastle.asn1.cmp.PollReqContent;
import org.bouncycastle.asn1.crmf.CertReqMessages;
import org.bouncycastle.asn1.crmf.CertReqMsg;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.x500.RDN;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.cmp.CertificateConfirmationContentBuilder;
import org.bouncycastle.cert.cmp.GeneralPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessage;
import org.bouncycastle.cert.cmp.ProtectedPKIMessageBuilder;
import org.bouncycastle.cert.crmf.PKMACBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcaCertificateRequestMessageBuilder;
import org.bouncycastle.cert.crmf.jcajce.JcePKMACValuesCalculator;
import org.bouncycastle.operator.jcajce.JcaContentVerifierProviderBuilder;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;

/** CMP by Bouncy Castle's messages: ir with a password, kur with a certificate. */
final class CmpCustomer {
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Client client;
    private final byte[] transaction = random();
    private byte[] nonce = null;

    private CmpCustomer(Client client) {
        this.client = client;
    }

    static X509CertificateHolder ask(Client client) throws Exception {
        return new CmpCustomer(client).run();
    }

    private X509CertificateHolder run() throws Exception {
        BigInteger id = BigInteger.ZERO;
        var builder = new JcaCertificateRequestMessageBuilder(id).setPublicKey(client.next.getPublic());
        builder.setSubject(client.subject);
        builder.addExtension(Extension.subjectAlternativeName, false, Client.mail());
        builder.setProofOfPossessionSigningKeySigner(Authority.signer(client.next));
        CertReqMsg message = builder.build().toASN1Structure();
        int kind = client.certificate == null ? PKIBody.TYPE_INIT_REQ : PKIBody.TYPE_KEY_UPDATE_REQ;
        PKIBody answer = say(new PKIBody(kind, new CertReqMessages(message)));
        CertResponse response = null;
        while (response == null) {
            if (answer.getType() == PKIBody.TYPE_POLL_REP) {
                var after = PollRepContent.getInstance(answer.getContent()).getCheckAfter(0);
                Thread.sleep(after.getValue().longValueExact() * 1000);
            } else if (answer.getType() != PKIBody.TYPE_INIT_REP && answer.getType() != PKIBody.TYPE_KEY_UPDATE_REP) {
                throw new IllegalStateException("rejected: " + answer.getContent().toASN1Primitive());
            } else {
                CertResponse one = CertRepMessage.getInstance(answer.getContent()).getResponse()[0];
                int status = one.getStatus().getStatus().intValue();
                if (status == PKIStatus.GRANTED) response = one;
                else if (status != PKIStatus.WAITING) throw new IllegalStateException("rejected: " + status);
            }
            if (response == null) {
                answer = say(new PKIBody(PKIBody.TYPE_POLL_REQ, new PollReqContent(new ASN1Integer(id))));
            }
        }
        var issued = new X509CertificateHolder(
            response.getCertifiedKeyPair().getCertOrEncCert().getCertificate().getX509v3PKCert());
        ASN1Encodable confirmation = new CertificateConfirmationContentBuilder()
            .addAcceptedCertificate(issued, id)
            .build(new JcaDigestCalculatorProviderBuilder().build())
            .toASN1Structure();
        if (say(new PKIBody(PKIBody.TYPE_CERT_CONFIRM, confirmation)).getType() != PKIBody.TYPE_CONFIRM) {
            throw new IllegalStateException("not confirmed");
        }
        return issued;
    }

    private PKIBody say(PKIBody body) throws Exception {
        X500Name nobody = new X500Name(new RDN[0]);
        X500Name sender = client.certificate == null ? nobody : client.certificate.getSubject();
        X500Name recipient = client.certificate == null ? nobody : client.certificate.getIssuer();
        ProtectedPKIMessageBuilder builder =
            new ProtectedPKIMessageBuilder(new GeneralName(sender), new GeneralName(recipient))
                .setMessageTime(new Date())
                .setTransactionID(transaction)
                .setSenderNonce(random())
                .setBody(body);
        if (nonce != null) builder.setRecipNonce(nonce);
        ProtectedPKIMessage message;
        if (client.certificate == null) {
            var parameters = new PBMParameter(
                random(), new AlgorithmIdentifier(NISTObjectIdentifiers.id_sha256), 1000,
                new AlgorithmIdentifier(PKCSObjectIdentifiers.id_hmacWithSHA256));
            message = builder.setSenderKID(Client.ID.getBytes()).build(mac().setParameters(parameters).build(client.password));
        } else {
            KeyPair own = new KeyPair(Authority.read(client.certificate).getPublicKey(), client.key);
            message = builder.addCMPCertificate(client.certificate).build(Authority.signer(own));
        }
        ProtectedPKIMessage answer = send(message.toASN1Structure().getEncoded());
        if (!authentic(answer)) throw new IllegalStateException("the answer is not the bank's");
        nonce = answer.getHeader().getSenderNonce().getOctets();
        return answer.getBody();
    }

    private static PKMACBuilder mac() throws Exception {
        return new PKMACBuilder(new JcePKMACValuesCalculator());
    }

    private boolean authentic(ProtectedPKIMessage answer) throws Exception {
        if (answer.hasPasswordBasedMacProtection()) return answer.verify(mac(), client.password);
        var verifiers = new JcaContentVerifierProviderBuilder();
        X509CertificateHolder[] shown = answer.getCertificates();
        // The signer's certificate is the first.
        return isBelowRoot(shown[0], shown, 3) && answer.verify(verifiers.build(shown[0]));
    }

    /** By what the bank has shown beside it, so many certificates at most. */
    private boolean isBelowRoot(X509CertificateHolder one, X509CertificateHolder[] shown, int most) throws Exception {
        var verifiers = new JcaContentVerifierProviderBuilder();
        if (one.isSignatureValid(verifiers.build(client.root))) return true;
        for (X509CertificateHolder above : shown) {
            boolean issuer = above.getSubject().equals(one.getIssuer()) && one.isSignatureValid(verifiers.build(above));
            if (issuer && most > 0 && isBelowRoot(above, shown, most - 1)) return true;
        }
        return false;
    }

    private ProtectedPKIMessage send(byte[] der) throws Exception {
        HttpsURLConnection connection =
            (HttpsURLConnection) client.bank.resolve("/.well-known/cmp").toURL().openConnection();
        connection.setSSLSocketFactory(client.context().getSocketFactory());
        connection.setDoOutput(true);
        connection.setRequestProperty("Content-Type", "application/pkixcmp");
        try (OutputStream out = connection.getOutputStream()) {
            out.write(der);
        }
        try (var in = connection.getInputStream()) {
            return new ProtectedPKIMessage(new GeneralPKIMessage(in.readAllBytes()));
        }
    }

    private static byte[] random() {
        byte[] octets = new byte[16];
        RANDOM.nextBytes(octets);
        return octets;
    }
}
